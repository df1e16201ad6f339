// The agents' real clients: where each comes from on npm, how it is started against a model on
// loopback, and what its tools are called. Downloaded once; says so when npm is out of reach.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export const skipped = 77;  // ctest's SKIP_RETURN_CODE

export function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(skipped);
}

// Returns the folder that holds node_modules with `specs` ("name@version"), installing at need.
export function install(cache, ...specs) {
  const folder = path.join(cache, specs.join('_').replace(/[^a-z0-9.-]+/gi, '_'));
  const stamp = path.join(folder, 'installed');
  if (fs.existsSync(stamp)) return folder;
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
  try {
    execFileSync('npm', ['install', '--no-fund', '--no-audit', '--no-save', ...specs], {
      cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000,
    });
  } catch (error) {
    const lines = String(error.stderr ?? error.message).trim().split('\n');
    skip(`npm could not install ${specs.join(' ')}: ${lines[0]}`);
  }
  fs.writeFileSync(stamp, `${specs.join(' ')}\n`);
  return folder;
}

// A program that an npm package brings for this kind of machine.
function program(folder, ...candidates) {
  for (const candidate of candidates) {
    const file = path.join(folder, 'node_modules', candidate);
    if (fs.existsSync(file)) return file;
  }
  return skip(`no program for ${process.platform}-${process.arch} in ${folder}`);
}

const cpu = process.arch === 'arm64' ? 'arm64' : 'x64';
const rust = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const prompt = 'please run the step';

// Claude Code ships its program in a package per platform; the wrapper needs an install script
// that newer npm versions do not run unasked.
export function claudeCode(cache) {
  const folder = install(cache, '@anthropic-ai/claude-code@2.1.329');
  return program(folder, `@anthropic-ai/claude-code-linux-${cpu}/claude`);
}

const mcpServer = (stage) => ({
  command: process.execPath, args: [path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), 'mcp_server.mjs'), stage.repo],
});

// Each: `program(cache)`; `prepare(stage, port)` writes the agent's own settings, not the hook's;
// `start(stage, port)` -> { words, env }; `tools` -> the calls it can be made to propose; `ends`: a
// denial ends its turn, and its model is told nothing.
export const agents = {
  'claude-code': {
    program: claudeCode,
    home: (stage) => ({ CLAUDE_CONFIG_DIR: path.join(stage.home, '.claude') }),
    prepare(stage) {
      stage.writeHome('mcp.json', JSON.stringify({ mcpServers: { tracker: mcpServer(stage) } }));
    },
    start: (stage, port, proposal) => ({
      words: ['-p', prompt, '--allowedTools', proposal.name, '--strict-mcp-config', '--mcp-config', path.join(stage.home, 'mcp.json')],
      env: {
        ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}`, ANTHROPIC_API_KEY: 'dummy',
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1', ENABLE_TOOL_SEARCH: 'false',
      },
    }),
    tools: {
      shell: (command) => ({ name: 'Bash', input: { command, description: 'a step' } }),
      write: (stage, file) => ({ name: 'Write', input: { file_path: path.join(stage.repo, file), content: '{}\n' } }),
      mcp: (tool) => ({ name: `mcp__tracker__${tool}`, input: {} }),
    },
  },

  codex: {
    program(cache) {
      const folder = install(cache, '@openai/codex@0.169.0');
      return program(folder, `@openai/codex-linux-${cpu}/vendor/${rust}-unknown-linux-musl/bin/codex`,
        `@openai/codex-linux-${cpu}/vendor/${rust}-unknown-linux-musl/codex/codex`);
    },
    home: (stage) => ({ CODEX_HOME: stage.apart }),  // it refuses one below the temporary folder
    prepare(stage, port) {
      const { command, args } = mcpServer(stage);
      fs.writeFileSync(path.join(stage.apart, 'config.toml'), [
        '# a comment that must stay', 'model_provider = "fake"', '',
        '[model_providers.fake]', 'name = "fake"', `base_url = "http://127.0.0.1:${port}/v1"`,
        'wire_api = "responses"', 'env_key = "FAKE_KEY"', '', '[mcp_servers.tracker]',
        `command = ${JSON.stringify(command)}`, `args = ${JSON.stringify(args)}`, ''].join('\n'));
    },
    // It offers its patch tool only to models that it knows, and MCP tools at once only to others.
    start: (stage, port, proposal) => ({
      words: ['exec', '-m', proposal.name === 'apply_patch' ? 'gpt-5.5' : 'fake-model',
        '--dangerously-bypass-approvals-and-sandbox', '--skip-git-repo-check', prompt],
      env: { FAKE_KEY: 'dummy' },
    }),
    tools: {
      shell: (command) => ({ name: 'exec_command', input: { cmd: command } }),
      write: (stage, file) => ({
        name: 'apply_patch', custom: true, input: `*** Begin Patch\n*** Add File: ${file}\n+{}\n*** End Patch\n`,
      }),
      mcp: (tool) => ({ name: tool, namespace: 'mcp__tracker', input: {} }),
    },
  },

  'gemini-cli': {
    program: (cache) => program(install(cache, '@google/gemini-cli@0.61.0'), '@google/gemini-cli/bundle/gemini.js'),
    home: () => ({}),
    prepare(stage) {
      stage.writeHome('.gemini/settings.json', `${JSON.stringify({
        security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: false } },
        telemetry: { enabled: false }, privacy: { usageStatisticsEnabled: false },
        general: { disableAutoUpdate: true, enableAutoUpdate: false },
        mcpServers: { tracker: { ...mcpServer(stage), trust: true } },
      }, null, 2)}\n`);
    },
    start: (stage, port) => ({
      words: ['-m', 'gemini-2.5-flash', '--yolo', '-p', prompt],
      env: { GOOGLE_GEMINI_BASE_URL: `http://127.0.0.1:${port}`, GEMINI_API_KEY: 'dummy', GEMINI_CLI_NO_RELAUNCH: 'true' },
    }),
    tools: {
      shell: (command) => ({ name: 'run_shell_command', input: { command, description: 'a step' } }),
      write: (stage, file) => ({ name: 'write_file', input: { file_path: path.join(stage.repo, file), content: '{}\n' } }),
      mcp: (tool) => ({ name: `mcp_tracker_${tool}`, input: {} }),
    },
  },

  pi: {
    program: (cache) => program(install(cache, '@mariozechner/pi-coding-agent@0.73.1'), '@mariozechner/pi-coding-agent/dist/cli.js'),
    home: () => ({}),
    prepare(stage, port) {
      stage.writeHome('.pi/agent/models.json', JSON.stringify({
        providers: { fake: { baseUrl: `http://127.0.0.1:${port}/v1`, api: 'openai-completions', apiKey: 'dummy', models: [{ id: 'fake-model' }] } },
      }));
    },
    start: () => ({
      words: ['-p', '--provider', 'fake', '--model', 'fake-model', '--no-session', prompt],
      env: { PI_OFFLINE: '1', PI_SKIP_VERSION_CHECK: '1' },
    }),
    tools: {
      shell: (command) => ({ name: 'bash', input: { command } }),
      write: (stage, file) => ({ name: 'write', input: { path: file, content: '{}\n' } }),
    },
  },

  opencode: {
    program(cache) {
      this.folder = install(cache, 'opencode-ai@1.18.33', '@opencode-ai/plugin@1.18.33');
      return program(this.folder, `opencode-linux-${cpu}/bin/opencode`, `opencode-linux-${cpu}-baseline/bin/opencode`);
    },
    home: () => ({}),
    prepare(stage, port) {
      // Without these it waits for a registry that it cannot reach.
      for (const place of [path.join(stage.repo, '.opencode'), path.join(stage.home, '.config/opencode')]) {
        fs.mkdirSync(place, { recursive: true });
        const modules = path.join(place, 'node_modules');
        if (!fs.existsSync(modules)) fs.symlinkSync(path.join(this.folder, 'node_modules'), modules);
        fs.writeFileSync(path.join(place, 'package.json'), '{"dependencies":{"@opencode-ai/plugin":"1.18.33"}}\n');
      }
      const { command, args } = mcpServer(stage);
      stage.write('opencode.json', JSON.stringify({
        provider: {
          fake: {
            npm: '@ai-sdk/openai-compatible', name: 'fake', models: { 'fake-model': { name: 'fake-model', tool_call: true } },
            options: { baseURL: `http://127.0.0.1:${port}/v1`, apiKey: 'dummy' },
          },
        },
        model: 'fake/fake-model', small_model: 'fake/fake-model', share: 'disabled', autoupdate: false,
        permission: { bash: 'allow', edit: 'allow', external_directory: 'allow' },
        mcp: { tracker: { type: 'local', command: [command, ...args], enabled: true } },
      }));
    },
    start: () => ({
      words: ['run', prompt],
      env: {
        OPENCODE_DISABLE_MODELS_FETCH: '1', OPENCODE_DISABLE_AUTOUPDATE: '1',
        OPENCODE_DISABLE_LSP_DOWNLOAD: '1', OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
        // What it would fetch it is refused at once, instead of waiting for a network.
        HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '127.0.0.1,localhost',
        npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0', npm_config_offline: 'true',
      },
    }),
    tools: {
      shell: (command) => ({ name: 'bash', input: { command, description: 'a step' } }),
      write: (stage, file) => ({ name: 'write', input: { filePath: path.join(stage.repo, file), content: '{}\n' } }),
      mcp: (tool) => ({ name: `tracker_${tool}`, input: {} }),
    },
  },

  'copilot-cli': {
    program(cache) {
      const folder = install(cache, '@github/copilot@1.0.102');
      this.unpacked = path.join(folder, 'unpacked');  // it unpacks itself when first started
      return program(folder, `@github/copilot-linux-${cpu}/copilot`);
    },
    home: () => ({}),
    prepare(stage) {
      const tracker = { type: 'local', ...mcpServer(stage), tools: ['*'] };
      stage.writeHome('mcp.json', JSON.stringify({ mcpServers: { tracker } }));
    },
    start(stage, port) {
      return {
        words: ['-p', prompt, '--allow-all-tools', '--model', 'fake-model', '--additional-mcp-config', `@${path.join(stage.home, 'mcp.json')}`],
        env: {
          COPILOT_OFFLINE: 'true', COPILOT_AUTO_UPDATE: 'false', COPILOT_CACHE_HOME: this.unpacked,
          COPILOT_PROVIDER_BASE_URL: `http://127.0.0.1:${port}/v1`, COPILOT_PROVIDER_API_KEY: 'dummy',
        },
      };
    },
    tools: {
      shell: (command) => ({ name: 'bash', input: { command, description: 'a step' } }),
      write: (stage, file) => ({ name: 'create', input: { path: path.join(stage.repo, file), file_text: '{}\n' } }),
      mcp: (tool) => ({ name: `tracker-${tool}`, input: {} }),
    },
  },

  // 0.15.10: later ones want a newer node than Debian's.
  'qwen-code': {
    program: (cache) => program(install(cache, '@qwen-code/qwen-code@0.15.10'), '@qwen-code/qwen-code/cli.js'),
    home: () => ({}),
    prepare(stage) {
      stage.writeHome('.qwen/settings.json', `${JSON.stringify({
        security: { auth: { selectedType: 'openai' }, folderTrust: { enabled: false } },
        telemetry: { enabled: false }, privacy: { usageStatisticsEnabled: false },
        general: { disableAutoUpdate: true, enableAutoUpdate: false },
        mcpServers: { tracker: { ...mcpServer(stage), trust: true } },
      }, null, 2)}\n`);
    },
    start: (stage, port) => ({
      // Without its search it offers MCP tools at once.
      words: ['--auth-type', 'openai', '-m', 'fake-model', '--yolo', '--exclude-tools', 'tool_search', '-p', prompt],
      env: {
        OPENAI_API_KEY: 'dummy', OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`, OPENAI_MODEL: 'fake-model',
        QWEN_CODE_NO_RELAUNCH: 'true',
      },
    }),
    tools: {
      shell: (command) => ({ name: 'run_shell_command', input: { command, description: 'a step', is_background: false } }),
      write: (stage, file) => ({ name: 'write_file', input: { file_path: path.join(stage.repo, file), content: '{}\n' } }),
      mcp: (tool) => ({ name: `mcp__tracker__${tool}`, input: {} }),
    },
  },

  cline: {
    ends: true,
    program: (cache) => program(install(cache, `@cline/cli-linux-${cpu}@3.0.65`), `@cline/cli-linux-${cpu}/bin/cline`),
    home: () => ({}),
    prepare(stage, port) {
      const settings = {
        provider: 'openai-compatible', apiKey: 'dummy', model: 'fake-model', baseUrl: `http://127.0.0.1:${port}/v1`,
      };
      stage.writeHome('.cline/data/settings/providers.json', JSON.stringify({
        version: 1, lastUsedProvider: 'openai-compatible',
        providers: { 'openai-compatible': { settings, updatedAt: '2026-01-01T00:00:00.000Z', tokenSource: 'manual' } },
      }));
      stage.writeHome('.cline/data/settings/cline_mcp_settings.json', JSON.stringify({
        mcpServers: { tracker: { transport: { type: 'stdio', ...mcpServer(stage) } } },
      }));
    },
    start: () => ({
      words: ['-P', 'openai-compatible', '-m', 'fake-model', prompt],
      env: { CLINE_SESSION_BACKEND_MODE: 'local' },  // else it leaves a daemon behind
    }),
    tools: {
      shell: (command) => ({ name: 'run_commands', input: { commands: [command] } }),
      write: (stage, file) => ({ name: 'editor', input: { path: path.join(stage.repo, file), new_text: '{}\n' } }),
      mcp: (tool) => ({ name: `tracker__${tool}`, input: {} }),
    },
  },
};
