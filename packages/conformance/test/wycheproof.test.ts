import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { wycheproofVectors } from '../src/wycheproof/index.ts';

describe('the vectors of Wycheproof', () => {
  let directory: string;
  const folder = (): URL => pathToFileURL(`${directory}/`);
  const write = (name: string, content: unknown): void => writeFileSync(join(directory, name), JSON.stringify(content));
  const read = (needed: readonly string[] = []) =>
    wycheproofVectors<string>({ folder: folder(), about: 'HMAC', names: /^hmac_.*\.json$/, needed });

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'wycheproof-'));
  });

  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(directory, { recursive: true, force: true });
  });

  test('are those in the files of the names asked for, in their order', () => {
    write('hmac_b.json', { testGroups: ['third'] });
    write('hmac_a.json', { testGroups: ['first', 'second'] });
    write('aes.json', { testGroups: ['other'] });
    expect(read(['hmac_b.json'])).toEqual({
      areMissing: false,
      files: [
        { name: 'hmac_a.json', groups: ['first', 'second'] },
        { name: 'hmac_b.json', groups: ['third'] },
      ],
    });
  });

  test('are told to be missing, in one line, where there is no folder', () => {
    rmSync(directory, { recursive: true });
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    expect(read(['hmac_a.json'])).toEqual({ areMissing: true, files: [] });
    expect(written.mock.calls.map(([line]) => line)).toEqual([
      `Skipped: the Wycheproof vectors of HMAC, because there is no folder ${folder().pathname}\n`,
    ]);
  });

  test('are not taken in part: a file that is needed is there', () => {
    write('hmac_a.json', { testGroups: ['first'] });
    expect(() => read(['hmac_a.json', 'hmac_b.json', 'hmac_c.json'])).toThrow('hmac_b.json, hmac_c.json is missing');
  });

  test.each([{}, { testGroups: [] }])('are there in every file: %o', (content) => {
    write('hmac_a.json', content);
    expect(() => read()).toThrow('hmac_a.json has no vectors');
  });

  test('are not taken from a file that was cut', () => {
    writeFileSync(join(directory, 'hmac_a.json'), '{ "testGroups": [');
    expect(() => read()).toThrow(SyntaxError);
  });
});
