import { mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { Workplace } from './command.ts';
import { alice, placeWithKey } from './vault-place.ts';

const good = `region: eu-test
domainId: tests
keyStore: { use: level, path: ./vault }
rootKey: { use: key-file, path: ./root.key }
authorizer: { use: casl }
`;

async function problemsOf(text: string | Uint8Array): Promise<string> {
  const place = await Workplace.create();
  await writeFile(place.path('chatelaine.yaml'), text);
  const ended = await place.run(['random', '1', ...alice]);
  expect(ended).toMatchObject({ status: 2, output: '' });
  expect(ended.errors).toContain('[InvalidConfiguration]');
  expect(ended.errors).not.toContain('    at ');
  return ended.errors;
}

describe('a malformed configuration is told with line and column', () => {
  test.each([
    ['an unknown member', `${good}retries: 3\n`, 'chatelaine.yaml:6:1 unknown member "retries"'],
    ['a missing member', good.replace('region: eu-test\n', ''), 'chatelaine.yaml:1:1 the member "region" is missing'],
    [
      'a region of another form',
      good.replace('eu-test', 'EU'),
      'chatelaine.yaml:1:9 "region" must be 1–64 characters of [a-z0-9-]',
    ],
    [
      'digits without quotes',
      good.replace(': tests', ': 4711'),
      'chatelaine.yaml:2:11 "domainId" must be text; put digits in quotes',
    ],
    [
      'an unknown store',
      good.replace('use: level', 'use: leveldb'),
      'chatelaine.yaml:3:18 "keyStore.use" must be one of: level',
    ],
    ['a section without use', good.replace('use: level, ', ''), 'chatelaine.yaml:3:11 the member "use" is missing'],
    [
      'a section that is text',
      good.replace('{ use: casl }', 'casl'),
      'chatelaine.yaml:5:13 "authorizer" must be a mapping',
    ],
    ['an unknown option', good.replace('./vault }', './vault, cache: 1 }'), 'chatelaine.yaml:3:'],
    ['a missing option', good.replace(', path: ./vault', ''), 'chatelaine.yaml:3:11 "keyStore'],
    ['an option of the wrong type', good.replace('path: ./vault', 'path: [1]'), 'chatelaine.yaml:3:'],
    ['a sink without options', `${good}audit:\n  - { use: jsonl }\n`, 'chatelaine.yaml:7:5 "audit.0'],
    [
      'an unknown level',
      `${good}auditLevel: maybe\n`,
      'chatelaine.yaml:6:13 "auditLevel" must be one of: accepted, written, synced',
    ],
    ['an unknown limit', `${good}limits:\n  keys: 3\n`, 'chatelaine.yaml:7:3 unknown member "keys"'],
    [
      'a limit that is no number',
      `${good}limits: { cachedKeys: many }\n`,
      'chatelaine.yaml:6:23 "limits.cachedKeys" must be a whole number',
    ],
    ['a member twice', `${good}region: eu-test\n`, 'chatelaine.yaml:6:1'],
    ['broken YAML', `${good}audit: [\n`, 'chatelaine.yaml:7:1'],
    ['an alias', `${good}audit: &a [*a]\n`, 'chatelaine.yaml:6:12 aliases and anchors are not used here'],
    ['a tag', `${good}audit: !!js/function x\n`, 'chatelaine.yaml:6:8'],
    ['a list', '- region\n', 'chatelaine.yaml:1:1 the configuration must be a mapping'],
    ['nothing', '', 'chatelaine.yaml:1:1 the configuration must be a mapping'],
    ['two documents', `${good}---\n${good}`, 'chatelaine.yaml:'],
    ['the name of a prototype', `${good}__proto__: { audit: [] }\n`, 'chatelaine.yaml:6:1'],
  ])('%s', async (_, text, expected) => {
    expect(await problemsOf(text)).toContain(expected);
  });

  test('and everything that is wrong is told at once', async () => {
    const errors = await problemsOf('region: EU\nkeyStore: 3\nmore: 1\n');
    expect(errors).toContain('The configuration has 6 problems.');
    expect(errors.match(/^chatelaine.yaml:\d+:\d+ /gm)).toHaveLength(6);
  });

  test('unless it is no text at all', async () => {
    expect(await problemsOf(Buffer.of(0xff, 0xfe, 0))).toContain('is not UTF-8 text');
    expect(await problemsOf('#'.repeat(300_000))).toContain('is larger than 262144 bytes');
  });

  test('a passphrase in it is refused and not repeated', async () => {
    const secret = 'correct horse battery';
    const errors = await problemsOf(
      good.replace('use: key-file, path: ./root.key', `use: passphrase, passphrase: "${secret}"`),
    );
    expect(errors).toContain('chatelaine.yaml:4:');
    expect(errors).toContain('a passphrase has no place in this file');
    expect(errors).not.toContain(secret);
  });
});

describe('the configuration', () => {
  test('that is missing is told with what to do', async () => {
    const place = await Workplace.create();
    const ended = await place.run(['random', '1', ...alice]);
    expect(ended.status).toBe(2);
    expect(ended.errors).toContain('There is no configuration chatelaine.yaml');
    expect(ended.errors).toContain('chatelaine init');
  });

  test('that is a folder is told', async () => {
    const place = await Workplace.create();
    await mkdir(place.path('chatelaine.yaml'));
    expect((await place.run(['random', '1', ...alice])).errors).toContain(
      "Can't read the configuration chatelaine.yaml: it is a folder.",
    );
  });

  test('is the one that --config or CHATELAINE_CONFIG names, its paths relative to it', async () => {
    const place = await placeWithKey();
    const elsewhere = await Workplace.create();
    const config = place.path('chatelaine.yaml');
    const describeKey = ['key', 'describe', 'alias/first', ...alice];
    expect(await elsewhere.run([...describeKey, '--config', config])).toMatchObject({ status: 0 });
    expect(await elsewhere.run(describeKey, { environment: { CHATELAINE_CONFIG: config } })).toMatchObject({
      status: 0,
    });
    expect(await elsewhere.run(describeKey)).toMatchObject({ status: 2 });
  });

  test('sets the limits of the vault', async () => {
    const place = await placeWithKey();
    await writeFile(place.path('chatelaine.yaml'), `${good}limits: { plaintextBytes: 99999999 }\n`);
    const ended = await place.run(['random', '1', ...alice]);
    expect(ended).toMatchObject({ status: 2 });
    expect(ended.errors).toContain('plaintextBytes');
  });
});
