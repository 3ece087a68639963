import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPolicyDocuments } from '@chatelaine/policy';
import { aliasesOfAllows, formatAliasPins, parseAliasPins, readAliasPins, repin } from '@chatelaine/policy/pins';
import { expect, onTestFinished, test } from 'vitest';
import { documentWithRule } from './documents.ts';

const first = '6f1c2a90-55d1-4c1e-9a42-7be0d2a4c7e1';
const second = '0d0466b0-e727-4d9c-b35d-f84bb474a37f';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'chatelaine-pins-'));
  onTestFinished(() => {
    rmSync(path, { recursive: true });
  });
  return path;
}

test('pins are written one a line, in order, and read again', () => {
  const pins = new Map([
    ['alias/b', second],
    ['alias/a', first],
  ]);
  const text = formatAliasPins(pins);
  expect(text).toBe(`{
  "lock": "chatelaine/v1",
  "aliases": {
    "alias/a": "${first}",
    "alias/b": "${second}"
  }
}
`);
  expect(parseAliasPins(text)).toEqual(pins);
});

test.each([
  ['{', 'not well-formed JSON'],
  ['[]', 'aliases must be an object'],
  ['{"lock":"chatelaine/v1"}', 'aliases must be an object'],
  ['{"lock":"chatelaine/v2","aliases":{}}', 'must be chatelaine/v1'],
  ['{"lock":"chatelaine/v1","aliases":{},"x":1}', 'no member "x"'],
  [`{"lock":"chatelaine/v1","aliases":{"a":"${first}"}}`, '"a" must be an alias'],
  ['{"lock":"chatelaine/v1","aliases":{"alias/a":"x"}}', '"alias/a" must be an alias with the id of a key'],
  ['{"lock":"chatelaine/v1","aliases":{"alias/a":1}}', '"alias/a" must be an alias with the id of a key'],
  [
    `{"lock":"chatelaine/v1","aliases":{\n"alias/a":"${first}",\n"alias/a":"${second}"}}`,
    'policy.lock.json:3:1 "alias/a" is written twice',
  ],
  [`{"lock":"chatelaine/v1","lock":"chatelaine/v1","aliases":{}}`, '"lock" is written twice'],
])('%s are no pins', (text, fault) => {
  expect(() => parseAliasPins(text)).toThrow(fault);
});

test('a folder without the file has no pins; something else under its name is refused', () => {
  const path = folder();
  expect(readAliasPins(path)).toBeUndefined();
  writeFileSync(join(path, 'policy.lock.json'), formatAliasPins(new Map([['alias/a', first]])));
  expect(readAliasPins(path)).toEqual(new Map([['alias/a', first]]));
  const other = folder();
  mkdirSync(join(other, 'policy.lock.json'));
  expect(() => readAliasPins(other)).toThrow('is no file');
});

function named(keys: string, effect = 'allow'): ReturnType<typeof aliasesOfAllows> {
  const text = documentWithRule({ effect: `effect: ${effect}`, keys: `keys: ${keys}` });
  return aliasesOfAllows(loadPolicyDocuments([{ name: 'a.yaml', text }]));
}

test('what allows name is pinned, exactly or by a pattern; denies, ids and tags name nothing', () => {
  const { exact, has } = named('[alias/a, alias/b/*, { tags: { x: y } }]');
  expect([...exact]).toEqual(['alias/a']);
  expect(['alias/a', 'alias/b/c', 'alias/b/c/d', 'alias/b', 'alias/x'].map(has)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(named('[alias/a]', 'deny').has('alias/a')).toBe(false);
  expect(named('all').has('alias/a')).toBe(false);
});

test('what became of each alias is told', () => {
  const before = new Map([
    ['alias/same', first],
    ['alias/moved', first],
    ['alias/gone', first],
    ['alias/other', first],
  ]);
  const now = new Map([
    ['alias/same', first],
    ['alias/moved', second],
    ['alias/new', second],
    ['alias/other', first],
    ['alias/nobody', first],
  ]);
  const rules = named('[alias/same, alias/moved, alias/gone, alias/new, alias/never]');
  const { changes, pins, unknown } = repin(rules, before, now);
  expect(changes).toEqual([
    { alias: 'alias/gone', kind: 'missing', pinned: first },
    { alias: 'alias/moved', kind: 'moved', keyId: second, pinned: first },
    { alias: 'alias/new', kind: 'new', keyId: second },
    { alias: 'alias/other', kind: 'unnamed', pinned: first },
  ]);
  expect([...pins.keys()].toSorted()).toEqual(['alias/moved', 'alias/new', 'alias/same']);
  expect(unknown).toEqual(['alias/never']);
  expect(repin(rules, pins, now).changes).toEqual([]);
});
