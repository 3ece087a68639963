import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VaultError } from '@chatelaine/core';
import {
  loadPolicyDocuments,
  maximumDocumentBytes,
  maximumDocuments,
  readPolicies,
  readPolicyFolder,
} from '@chatelaine/policy';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'chatelaine-policies-')));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string | Uint8Array = name): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function refusal(path: string = folder): string {
  try {
    readPolicyFolder(path);
  } catch (error) {
    if (VaultError.is(error)) return `${error.code}: ${error.message.replaceAll(folder, '<folder>')}`;
    throw error;
  }
  return 'read';
}

test('policies are read at any depth, named by their path and sorted, whatever else lies there', () => {
  write('z.policy.yaml');
  write('teams/b.policy.yml');
  write('teams/a.policy.json');
  write('teams/deep/er/c.POLICY.YAML');
  write('README.md');
  write('a.test.yaml');
  write('a.yaml');
  write('a.policy.yaml.bak');
  expect(readPolicyFolder(folder)).toEqual(
    ['teams/a.policy.json', 'teams/b.policy.yml', 'teams/deep/er/c.POLICY.YAML', 'z.policy.yaml'].map((name) => ({
      name,
      text: name,
    })),
  );
});

describe('a folder is refused', () => {
  test('if it does not exist or is none', () => {
    expect(refusal(join(folder, 'none'))).toMatch(/^InvalidArgument: The policy folder <folder>\/none can't be read/);
    expect(refusal(write('file'))).toBe(
      'InvalidArgument: The policy folder <folder>/file is no folder; give the folder that the policies lie in.',
    );
  });

  test('if it holds no policy: it is likely the wrong one', () => {
    write('a.yaml');
    expect(refusal()).toBe('InvalidPolicy: The folder <folder> holds no *.policy.yaml, *.policy.yml or *.policy.json.');
  });

  test('if it holds more than 1,000 policies', { timeout: 60_000 }, () => {
    for (let index = 0; index < maximumDocuments; index += 1) write(`${index}.policy.yaml`);
    expect(readPolicyFolder(folder)).toHaveLength(maximumDocuments);
    write('more.policy.yaml');
    expect(refusal()).toBe('InvalidPolicy: <folder> holds more than 1000 policies.');
  });

  test('if it is very deep', () => {
    write(`${'a/'.repeat(16)}fits.policy.yaml`);
    expect(refusal()).toBe('read');
    write(`${'a/'.repeat(17)}deep.policy.yaml`);
    expect(refusal()).toMatch(/^InvalidPolicy: <folder>[a/]+ lies more than 16 folders deep\.$/);
  });
});

describe('a file is refused', () => {
  test('if it is one policy where a folder or a bundle is to be', () => {
    const path = write('a.policy.yaml');
    expect(() => readPolicies(path)).toThrow('is one file of YAML; give the folder');
  });

  test('if it is larger than 1 MiB, without being read', () => {
    truncateSync(write('a.policy.yaml'), maximumDocumentBytes);
    expect(refusal()).toBe('read');
    truncateSync(join(folder, 'a.policy.yaml'), 2 ** 40);
    expect(refusal()).toBe('InvalidPolicy: a.policy.yaml has 1099511627776 bytes; the most is 1048576.');
  });

  test('if it is not UTF-8', () => {
    write('a.policy.yaml', Buffer.from('name: caf\u00E9', 'latin1'));
    expect(refusal()).toBe('InvalidPolicy: a.policy.yaml is not UTF-8; save it as UTF-8.');
  });

  test('if it is no file: a socket, say', async () => {
    const server = createServer().listen(join(folder, 'a.policy.yaml'));
    try {
      await once(server, 'listening');
      expect(refusal()).toBe('InvalidPolicy: <folder>/a.policy.yaml is no regular file.');
    } finally {
      server.close();
    }
  });

  test('if it is a link that leads out of the folder, or nowhere', () => {
    const outside = mkdtempSync(join(tmpdir(), 'chatelaine-outside-'));
    try {
      writeFileSync(join(outside, 'a.policy.yaml'), 'a');
      symlinkSync(join(outside, 'a.policy.yaml'), join(folder, 'a.policy.yaml'));
      expect(refusal()).toBe('InvalidPolicy: <folder>/a.policy.yaml is a link that leads out of the policy folder.');
    } finally {
      rmSync(outside, { recursive: true });
    }
    expect(refusal()).toBe('InvalidPolicy: <folder>/a.policy.yaml is a link that leads to no file.');
  });

  test('if it is a link to a folder beside it whose name begins alike', () => {
    const beside = `${folder}-other`;
    mkdirSync(beside);
    try {
      writeFileSync(join(beside, 'a.policy.yaml'), 'a');
      symlinkSync(join(beside, 'a.policy.yaml'), join(folder, 'a.policy.yaml'));
      expect(refusal()).toBe('InvalidPolicy: <folder>/a.policy.yaml is a link that leads out of the policy folder.');
    } finally {
      rmSync(beside, { recursive: true });
    }
  });

  test('if it lies behind a link to a folder, even to one inside', () => {
    write('teams/a.policy.yaml');
    symlinkSync(join(folder, 'teams'), join(folder, 'again'));
    expect(refusal()).toBe('InvalidPolicy: <folder>/again is a link to a folder; links to folders are not followed.');
  });
});

test('a folder as Kubernetes mounts it is read once', () => {
  write('..2026_10_05/a.policy.yaml', 'new');
  symlinkSync('..2026_10_05', join(folder, '..data'));
  symlinkSync(join('..data', 'a.policy.yaml'), join(folder, 'a.policy.yaml'));
  expect(readPolicyFolder(folder)).toEqual([{ name: 'a.policy.yaml', text: 'new' }]);
});

test('a byte order mark is kept, so that the loader refuses it', () => {
  write('a.policy.yaml', '\uFEFFpolicy: chatelaine/v1\nname: a\nrules: []\n');
  expect(() => loadPolicyDocuments(readPolicyFolder(folder))).toThrow('U+FEFF');
});

test('the policies of this repository load', () => {
  const documents = readPolicyFolder(new URL('../../../policies/', import.meta.url).pathname);
  expect(
    loadPolicyDocuments(documents)
      .documents.map(({ name }) => name)
      .toSorted(),
  ).toEqual([
    'break-glass',
    'envelope-only',
    'operators',
    'payments',
    'separation-of-duties',
    'suspensions',
    'tenant-isolation',
  ]);
});
