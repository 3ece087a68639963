import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Workplace } from './command.ts';
import { documentOf, placeWithKey } from './vault-place.ts';

const rotate = ['root-key', 'rotate'];
const passphrase = 'correct horse battery staple';
const fast = 'cost: { N: 16384 }';

/** Answers the questions one after the other and notes them. */
function answering(...answers: readonly string[]): { ask: (question: string) => Promise<string>; questions: string[] } {
  const questions: string[] = [];
  const left = [...answers];
  const ask = (question: string): Promise<string> => {
    questions.push(question);
    return Promise.resolve(left.shift() ?? '');
  };
  return { ask, questions };
}

const configurationOf = (place: Workplace): Promise<string> => readFile(place.path('chatelaine.yaml'), 'utf8');

async function writeConfiguration(place: Workplace, change: (text: string) => string): Promise<void> {
  await writeFile(place.path('chatelaine.yaml'), change(await configurationOf(place)));
}

async function expectKey(place: Workplace): Promise<void> {
  expect(await documentOf(place, ['key', 'describe', 'alias/first'])).toMatchObject({ aliases: ['alias/first'] });
}

/** No command works without the root key that the configuration names. */
const statusWith = async (place: Workplace, configuration: string): Promise<number> => {
  await writeFile(place.path('other.yaml'), configuration);
  return (await place.run(['doctor', '--config', 'other.yaml'])).status;
};

describe('chatelaine root-key rotate', () => {
  test('makes another key file, which the configuration names afterwards, and touches nothing else of it', async () => {
    const place = await placeWithKey();
    await chmod(place.path('chatelaine.yaml'), 0o640);
    const before = await configurationOf(place);
    const { errors, output, status } = await place.run([...rotate, '--key-file', 'root-2.key']);
    expect({ errors, status }).toEqual({ errors: '', status: 0 });
    expect(output).toContain('key file ./root-2.key');
    expect(output).toContain('barrier rotate');
    const after = await configurationOf(place);
    expect(after).toBe(before.replace('"./root.key"', '"./root-2.key"'));
    expect(after).toContain('# What everything in the store is sealed under');
    expect((await stat(place.path('chatelaine.yaml'))).mode & 0o777).toBe(0o640);
    expect((await stat(place.path('root-2.key'))).mode & 0o777).toBe(0o600);
    expect((await readdir(place.directory)).toSorted()).toEqual(
      ['audit', 'chatelaine.yaml', 'policies', 'root-2.key', 'root.key', 'vault'].toSorted(),
    );
    await expectKey(place);
    // The old file is left to its owner, and opens nothing.
    expect(await statusWith(place, before)).toBe(8);
    expect(await statusWith(place, after)).toBe(0);
  });

  test('changes to a passphrase that is asked for twice, and from it to another one', async () => {
    const place = await placeWithKey();
    const first = answering(passphrase, passphrase);
    const toPassphrase = [...rotate, '--root-key', 'passphrase'];
    expect(await place.run(toPassphrase, { askSecret: first.ask })).toMatchObject({ status: 0, errors: '' });
    expect(first.questions).toEqual(['New passphrase of the vault:', 'The same again:']);
    expect(await configurationOf(place)).toContain('rootKey: { use: "passphrase" }');
    await writeConfiguration(place, (text) => text.replace('use: "passphrase"', `use: "passphrase", ${fast}`));

    const second = answering(passphrase, `${passphrase} 2`, `${passphrase} 2`);
    const before = await configurationOf(place);
    const rotated = await place.run([...rotate, '--json'], { askSecret: second.ask });
    expect(JSON.parse(rotated.output)).toEqual({ rootKey: 'passphrase', configurationChanged: false });
    expect(second.questions).toEqual(['Passphrase of the vault:', 'New passphrase of the vault:', 'The same again:']);
    expect(await configurationOf(place)).toBe(before);
    const environment = (text: string) => ({ environment: { CHATELAINE_PASSPHRASE: text } });
    expect(await place.run(['doctor'], environment(passphrase))).toMatchObject({ status: 8 });
    expect(await place.run(['doctor'], environment(`${passphrase} 2`))).toMatchObject({ status: 0 });
    for (const text of [rotated.output, rotated.errors, before]) expect(text).not.toContain(passphrase);
  });

  test('says how to give a new passphrase where nobody can be asked', async () => {
    const place = await placeWithKey();
    const { errors, status } = await place.run([...rotate, '--root-key', 'passphrase']);
    expect(status).toBe(8);
    expect(errors).toContain(
      'CHATELAINE_NEW_PASSPHRASE, or name a file or a variable by --passphrase-file or --variable',
    );
  });

  test('takes a new passphrase from the environment or a file, and keeps what a guess costs', async () => {
    const place = await placeWithKey();
    const environment = { CHATELAINE_NEW_PASSPHRASE: passphrase };
    expect(await place.run([...rotate, '--root-key', 'passphrase'], { environment })).toMatchObject({ status: 0 });
    await writeConfiguration(place, (text) => text.replace('use: "passphrase"', `use: "passphrase", ${fast}`));
    await writeFile(place.path('secret'), `${passphrase} 2\n`, { mode: 0o600 });
    const old = { environment: { CHATELAINE_PASSPHRASE: passphrase } };
    expect(await place.run([...rotate, '--passphrase-file', 'secret'], old)).toMatchObject({ status: 0, errors: '' });
    expect(await configurationOf(place)).toContain(
      'rootKey: { use: "passphrase", file: "./secret", cost: {"N":16384} }',
    );
    await expectKey(place);
    expect(await place.run([...rotate, '--key-file', 'back.key'])).toMatchObject({
      status: 0,
    });
    await expectKey(place);
  });

  test('understands a section on several lines', async () => {
    const place = await placeWithKey();
    await writeConfiguration(place, (text) =>
      text.replace(/rootKey: .*/, 'rootKey:\n  use: key-file # as it was made\n  path: ./root.key\n'),
    );
    expect(await place.run([...rotate, '--key-file', 'root-2.key'])).toMatchObject({ status: 0, errors: '' });
    expect(await configurationOf(place)).toContain('rootKey:\n  { use: "key-file", path: "./root-2.key" }\n');
    await expectKey(place);
  });

  test.each([
    [[], 2, '--key-file <file>'],
    [['--root-key', 'passphrase', '--key-file', 'x'], 2, '--key-file'],
    [['--passphrase-file', 'x', '--key-file', 'y'], 2, '--passphrase-file stands only with'],
    [['--root-key', 'passphrase'], 8, 'CHATELAINE_NEW_PASSPHRASE'],
    [['--key-file', 'root.key'], 8, 'the one that the vault has already'],
    [['--root-key', 'environment', '--variable', 'NOT_SET_ANYWHERE'], 8, 'NOT_SET_ANYWHERE is not set'],
  ] as const)('refuses %j, and changes nothing', async (options, status, message) => {
    const place = await placeWithKey();
    const before = await configurationOf(place);
    const refused = await place.run([...rotate, ...options]);
    expect(refused).toMatchObject({ status, output: '' });
    expect(refused.errors).toContain(message);
    expect(await configurationOf(place)).toBe(before);
    expect(await readdir(place.directory)).not.toContain('chatelaine.yaml.next');
    await expectKey(place);
  });

  test('leaves a configuration that opens the vault when it is killed between its two steps, and says so', async () => {
    const place = await placeWithKey();
    const before = await configurationOf(place);
    expect(await place.run([...rotate, '--key-file', 'root-2.key'])).toMatchObject({ status: 0 });
    // As after a kill before the configuration got its name.
    await writeFile(place.path('chatelaine.yaml.next'), await configurationOf(place));
    await writeFile(place.path('chatelaine.yaml'), before);
    const { errors, status } = await place.run(['doctor']);
    expect(status).toBe(8);
    expect(errors).toContain('--config chatelaine.yaml.next');
    expect(await place.run(['doctor', '--config', 'chatelaine.yaml.next'])).toMatchObject({ status: 0 });
  });

  test('takes away what a rotation left that did not come so far', async () => {
    const place = await placeWithKey();
    await writeFile(place.path('chatelaine.yaml.next'), 'left over');
    expect(await place.run([...rotate, '--key-file', 'root-2.key'])).toMatchObject({ status: 0, errors: '' });
    expect(await readdir(place.directory)).not.toContain('chatelaine.yaml.next');
    await expectKey(place);
  });
});
