import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The rows of this benchmark under another Node.js, such as `node@24`, which npm installs into a temporary folder. */
export function rowsUnder(node, options) {
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-node-'));
  try {
    run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, node]);
    const binary = join(folder, 'node_modules', 'node', 'bin', 'node');
    const version = run(binary, ['--version']).trim();
    const rows = JSON.parse(run(binary, [fileURLToPath(new URL('main.mjs', import.meta.url)), '--json', ...options]));
    return rows.map((row) => ({ ...row, name: `Node ${version}: ${row.name}` }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command, words) {
  const { status, stdout, stderr, error } = spawnSync(command, words, { encoding: 'utf8', maxBuffer: 16_777_216 });
  if (status !== 0) throw new Error(`${command} ${words.join(' ')} failed: ${error?.message ?? stderr}`);
  return stdout;
}
