// Where a path lies; the ground every ruling about files stands on.
#pragma once

namespace gavel {

enum class Zone {
  none,       // not a path
  repo,       // below the repository root
  extra,      // declared in judge.json paths.allow
  read_only,  // declared in judge.json paths.read_only: reads as repo, writes escalate
  denied,     // declared in judge.json paths.deny
  temp,       // below /tmp, /var/tmp, $TMPDIR
  toolchain,  // package caches and SDKs: ~/.cargo, ~/.npm, ~/go/pkg, /usr/lib/node_modules ...
  home,       // elsewhere under the home folder
  system,     // /etc /usr /var /boot ...; reads are harmless
  device,     // /dev, block devices, /proc/sysrq-trigger; /dev/null and the like are temp
  secret,     // keys, credentials, .env, browser stores
  persist,    // what is run later by itself: shell rc files, cron, systemd units, git hooks
  gavel,      // our own binaries, socket, policy, state, audit log, hook entries
  other,      // anywhere else
  unknown,    // the path is not known before run time
};

const char* name_of(Zone zone);

}  // namespace gavel
