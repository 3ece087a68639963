import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aes } from '@chatelaine/algorithm-aes';
import { jsonlAudit } from '@chatelaine/audit-jsonl';
import { casl } from '@chatelaine/authorization-casl';
import { generated } from '@chatelaine/material-generated';
import { localRootKey } from '@chatelaine/root-key-local';
import { level } from '@chatelaine/store-level';
import { openVault } from '@chatelaine/vault';

/** A vault as an application would have it: on disk, with policies and an audit log, in a folder that goes with it. */
export async function openBenchVault(policies, auditLevel = 'accepted', more = []) {
  const folder = await mkdtemp(join(tmpdir(), 'chatelaine-bench-'));
  const vault = await openVault({
    region: 'eu-bench-1',
    domainId: 'bench',
    plugins: [level(), localRootKey(), casl(), jsonlAudit(), aes(), generated(), ...more],
    keyStore: { use: 'level', path: join(folder, 'store') },
    rootKey: { use: 'key-file', path: join(folder, 'root.key') },
    authorizer: { use: 'casl' },
    audit: [{ use: 'jsonl', path: join(folder, 'audit') }],
    auditLevel,
  });
  const { version } = await vault.administration.activatePolicy({
    documents: [creator, ...policies],
    expectedVersion: 0,
  });
  await vault.as({ id: 'user:creator' }).createKey({ alias: 'alias/hot' });
  return {
    vault,
    version,
    close: async () => {
      await vault.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Who makes the keys, and who uses those of other families; one more document beside those that are measured. */
const creator = {
  name: 'creator.policy.yaml',
  text: [
    'policy: chatelaine/v1',
    'name: creator',
    'rules:',
    '  - id: create',
    '    effect: allow',
    '    who: ["user:creator"]',
    '    actions: ["kms:cmk:create", "kms:alias:create"]',
    '    keys: all',
    '    reason: Makes the keys of the benchmark',
    '  - id: work',
    '    effect: allow',
    '    who: ["user:worker"]',
    '    actions:',
    ...['sign', 'verify', 'generateMac', 'encryptData', 'decryptData'].map((verb) => `      - "kms:cmk:${verb}"`),
    '    keys: all',
    '    reason: Uses the keys of the benchmark',
    '',
  ].join('\n'),
};
