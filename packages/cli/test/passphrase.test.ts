import { chmod, readFile, writeFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Interruption } from '../src/errors/interruption.ts';
import { terminalPrompt } from '../src/surroundings/terminal-prompt.ts';
import { Workplace } from './command.ts';

const passphrase = 'correct horse battery staple';
const init = ['init', '--root-key', 'passphrase'];

/** Answers the questions one after the other and notes them. */
function answering(...answers: readonly string[]): { ask: (question: string) => Promise<string>; questions: string[] } {
  const questions: string[] = [];
  const left = [...answers];
  const ask = (question: string): Promise<string> => {
    questions.push(question);
    const answer = left.shift();
    return answer === undefined ? Promise.reject(new Error(`not expected: ${question}`)) : Promise.resolve(answer);
  };
  return { ask, questions };
}

/** A vault whose configuration asks for a passphrase; no passphrase opens it. */
async function placeAsking(place: Workplace): Promise<void> {
  await place.run(['init']);
  const path = place.path('chatelaine.yaml');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('use: "key-file", path: "./root.key"', 'use: passphrase'));
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the passphrase of a new vault', () => {
  test('is asked for twice, and then once to open', async () => {
    const place = await Workplace.create();
    const twice = answering(passphrase, passphrase);
    expect(await place.run(init, { askSecret: twice.ask })).toMatchObject({ status: 0, errors: '' });
    expect(twice.questions).toEqual(['New passphrase of the vault:', 'The same again:']);
    expect(await readFile(place.path('chatelaine.yaml'), 'utf8')).not.toContain(passphrase);
    const once = answering(passphrase);
    expect(await place.run(['doctor'], { askSecret: once.ask })).toMatchObject({ status: 0, errors: '' });
    expect(once.questions).toEqual(['Passphrase of the vault:']);
  });

  test('must be the same both times, and long enough', async () => {
    const place = await Workplace.create();
    const different = await place.run(init, { askSecret: answering(passphrase, `${passphrase}.`).ask });
    expect(different).toMatchObject({ status: 2, output: '' });
    expect(different.errors).toContain('The two passphrases differ');
    expect(await place.run(init, { askSecret: answering('').ask })).toMatchObject({ status: 2 });
    const short = await place.run(init, { askSecret: answering('short', 'short').ask });
    expect(short).toMatchObject({ status: 2, output: '' });
    expect(short.errors).toContain('at least 12');
    expect(await place.run(['doctor'])).toMatchObject({ status: 2 });
  });

  test('can be in a file, relative to the configuration', async () => {
    const place = await Workplace.create();
    await writeFile(place.path('secret'), `${passphrase}\n`, { mode: 0o600 });
    expect(await place.run([...init, '--passphrase-file', 'secret', '--directory', 'sub'])).toMatchObject({
      status: 0,
      errors: '',
    });
    expect(await place.run(['doctor', '--config', 'sub/chatelaine.yaml'])).toMatchObject({ status: 0, errors: '' });
    await chmod(place.path('secret'), 0o644);
    const exposed = await place.run(['doctor', '--config', 'sub/chatelaine.yaml']);
    expect(exposed).toMatchObject({ status: 8, output: '' });
    expect(exposed.errors).toContain('[RootKeyExposed]');
  });

  test('can be in an environment variable of any name', async () => {
    const place = await Workplace.create();
    vi.stubEnv('SECRET_OF_TESTS', passphrase);
    expect(await place.run([...init, '--variable', 'SECRET_OF_TESTS'])).toMatchObject({ status: 0, errors: '' });
    expect(await place.run(['doctor'])).toMatchObject({ status: 0 });
    vi.stubEnv('SECRET_OF_TESTS', '');
    expect(await place.run(['doctor'])).toMatchObject({ status: 8 });
  });

  test('is not asked for if CHATELAINE_PASSPHRASE has it', async () => {
    const place = await Workplace.create();
    const environment = { CHATELAINE_PASSPHRASE: passphrase };
    const { ask, questions } = answering();
    expect(await place.run(init, { environment, askSecret: ask })).toMatchObject({ status: 0, errors: '' });
    expect(await place.run(['doctor'], { environment, askSecret: ask })).toMatchObject({ status: 0, errors: '' });
    expect(questions).toEqual([]);
  });
});

describe('a passphrase', () => {
  test('that is wrong is told without repeating it', async () => {
    const place = await Workplace.create();
    await place.run(init, { environment: { CHATELAINE_PASSPHRASE: passphrase } });
    const ended = await place.run(['doctor'], { environment: { CHATELAINE_PASSPHRASE: 'wrong wrong wrong' } });
    expect(ended).toMatchObject({ status: 8, output: '' });
    expect(ended.errors).toContain('[RootKeyRejected]');
    expect(ended.errors).not.toContain('wrong wrong');
  });

  test('that nobody can be asked for is told with what to do', async () => {
    const place = await Workplace.create();
    const ended = await place.run(init);
    expect(ended).toMatchObject({ status: 8, output: '' });
    expect(ended.errors).toContain('there is no terminal to ask at');
    expect(ended.errors).toContain('CHATELAINE_PASSPHRASE');
    await placeAsking(place);
    expect(await place.run(['doctor', '--json'])).toMatchObject({ status: 8, errors: '' });
  });

  test('that is refused with Ctrl-C ends the command with 130', async () => {
    const place = await Workplace.create();
    await placeAsking(place);
    const ended = await place.run(['doctor'], { askSecret: () => Promise.reject(new Interruption('SIGINT')) });
    expect(ended).toMatchObject({ status: 130, output: '' });
  });

  test.each([
    ['decrypt', 'file', `--passphrase=${passphrase}`],
    ['decrypt', 'file', '--passphrase', passphrase],
    ['init', '--password', passphrase],
    ['init', `--passphrase=${passphrase}`],
  ])('is never taken from an argument: %s %s %s', async (...argv) => {
    const place = await Workplace.create();
    const ended = await place.run(argv);
    expect(ended).toMatchObject({ status: 2, output: '' });
    expect(ended.errors).toContain('A passphrase is never taken from an argument');
    expect(ended.errors).not.toContain('horse');
  });
});

describe('the prompt', () => {
  function terminal(): { input: PassThrough; output: PassThrough; shown: () => string } {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
    const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
    const chunks: Buffer[] = [];
    output.on('data', (chunk: Buffer) => chunks.push(chunk));
    return { input, output, shown: () => Buffer.concat(chunks).toString('utf8') };
  }

  test('shows the question and nothing of the answer, not even its length', async () => {
    const shown: string[] = [];
    for (const answer of ['a', 'correct horse']) {
      const screen = terminal();
      const asked = terminalPrompt(screen.input, screen.output, new AbortController().signal)('Passphrase?');
      await vi.waitFor(() => expect(screen.shown()).toContain('Passphrase?'));
      for (const character of answer) screen.input.write(character);
      screen.input.write('\r');
      expect(await asked).toBe(answer);
      shown.push(screen.shown());
    }
    expect(shown[0]).toContain('Passphrase?');
    expect(shown[1]).toBe(shown[0]);
    expect(shown.join('')).not.toContain('horse');
  });

  test('ends with an interruption on Ctrl-C and on a signal', async () => {
    const first = terminal();
    const asked = terminalPrompt(first.input, first.output, new AbortController().signal)('Passphrase?');
    await vi.waitFor(() => expect(first.shown()).toContain('Passphrase?'));
    first.input.write('\u0003');
    await expect(asked).rejects.toMatchObject({ signal: 'SIGINT' });
    const second = terminal();
    const controller = new AbortController();
    const stopped = terminalPrompt(second.input, second.output, controller.signal)('Passphrase?');
    await vi.waitFor(() => expect(second.shown()).toContain('Passphrase?'));
    controller.abort(new Interruption('SIGTERM'));
    await expect(stopped).rejects.toMatchObject({ signal: 'SIGTERM' });
  });
});
