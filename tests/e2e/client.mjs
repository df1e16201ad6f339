// Installs an agent's real client from npm, once, and says so when npm is out of reach.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export const skipped = 77;  // ctest's SKIP_RETURN_CODE

export function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(skipped);
}

// Returns the folder that holds node_modules with `spec` ("name@version"), installing it at need.
export function install(cache, spec) {
  const folder = path.join(cache, spec.replace(/[^a-z0-9.-]+/gi, '_'));
  const stamp = path.join(folder, 'installed');
  if (fs.existsSync(stamp)) return folder;
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
  try {
    execFileSync('npm', ['install', '--no-fund', '--no-audit', '--no-save', spec], {
      cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000,
    });
  } catch (error) {
    const lines = String(error.stderr ?? error.message).trim().split('\n');
    skip(`npm could not install ${spec}: ${lines[0]}`);
  }
  fs.writeFileSync(stamp, `${spec}\n`);
  return folder;
}

// Claude Code ships its program in a package per platform; the wrapper needs an install script
// that newer npm versions do not run unasked.
export function claudeCode(cache) {
  const folder = install(cache, '@anthropic-ai/claude-code@2.1.329');
  const cpu = process.arch === 'arm64' ? 'arm64' : 'x64';
  const binary = path.join(folder, `node_modules/@anthropic-ai/claude-code-linux-${cpu}/claude`);
  if (!fs.existsSync(binary)) skip(`@anthropic-ai/claude-code has no program for linux-${cpu}`);
  return binary;
}
