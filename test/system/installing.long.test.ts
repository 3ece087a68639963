import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runNode, runProcess } from '../run-process.ts';
import { temporaryFolder } from './vault-on-disk.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const packed = ['packages/core', 'packages/ecdsa', 'plugins/algorithm-mldsa', 'plugins/algorithm-secp256k1'];

/** Signs with every key spec of the two plugins, and tells what they took and which modules of CommonJS were loaded. */
const program = `import { createRequire } from 'node:module';
import { mldsa } from '@chatelaine/algorithm-mldsa';
import { secp256k1 } from '@chatelaine/algorithm-secp256k1';
const told = {};
for (const plugin of [mldsa(), secp256k1()]) {
  const algorithms = [];
  await plugin.setup({ algorithm: (algorithm) => algorithms.push(algorithm) });
  for (const algorithm of algorithms) {
    const [name] = algorithm.algorithmNames.SIGN_VERIFY;
    const { signer } = await algorithm.load(await algorithm.generate(), {});
    const signature = await signer.sign(name, 'RAW', new Uint8Array(9));
    const fits = await signer.verify(name, 'RAW', new Uint8Array(9), signature);
    told[algorithm.keySpec] = [algorithm.provider.name, fits];
  }
}
const elliptic = Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes('elliptic'));
console.log(JSON.stringify({ told, elliptic }));
`;

interface Told {
  readonly told: Readonly<Record<string, readonly [provider: string, fits: boolean]>>;
  readonly elliptic: boolean;
}

async function npm(cwd: string, ...parameters: readonly string[]): Promise<void> {
  const { status, stderr } = await runProcess('npm', parameters, { cwd });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
}

/** What an application says that installed the plugins in its own way. */
async function installed(options: readonly string[], node: readonly string[] = []): Promise<Told> {
  const cwd = temporaryFolder();
  const tarballs = temporaryFolder();
  for (const each of packed) await npm(join(root, each), 'pack', '--pack-destination', tarballs);
  writeFileSync(join(cwd, 'package.json'), '{ "name": "application", "type": "module" }');
  writeFileSync(join(cwd, 'main.mjs'), program);
  const files = readdirSync(tarballs).map((name) => join(tarballs, name));
  await npm(cwd, 'install', '--no-audit', '--no-fund', ...options, ...files);
  const ended = await runNode([...node, 'main.mjs'], { cwd });
  expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(ended.stdout) as Told;
}

describe('an application outside of this repository', () => {
  test.each<readonly [string, readonly string[], readonly string[], RegExp, RegExp]>([
    ['with everything', [], [], /native\)$/, /./],
    ['without install scripts', ['--ignore-scripts'], [], /native\)$/, /./],
    ['without optional dependencies', ['--omit=optional'], [], /tiny-secp256k1 .*WebAssembly\)$/, /noble|node:crypto/],
    ['where addons are forbidden', [], ['--no-addons'], /tiny-secp256k1 .*WebAssembly\)$/, /./],
  ])('installs the plugins %s and signs, and loads no elliptic', async (_, options, node, ofCurve, ofLattice) => {
    const { elliptic, told } = await installed(options, node);
    expect(elliptic).toBe(false);
    expect(Object.values(told).map(([, fits]) => fits)).toEqual([true, true, true, true]);
    expect(told['SECP256K1']?.[0]).toMatch(ofCurve);
    for (const keySpec of ['ML_DSA_44', 'ML_DSA_65', 'ML_DSA_87']) expect(told[keySpec]?.[0]).toMatch(ofLattice);
    process.stdout.write(`${JSON.stringify(told)}\n`);
  });
});
