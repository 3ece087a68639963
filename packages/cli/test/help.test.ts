import { readFile } from 'node:fs/promises';
import { errorCodes } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { commandErrorCodes } from '../src/errors/command-error.ts';
import { exitFor, exits, policyExits } from '../src/exit-codes.ts';
import { Workplace } from './command.ts';

const commands = [
  [],
  ['init'],
  ['doctor'],
  ['jobs'],
  ['jobs', 'run'],
  ['algorithms'],
  ['policy'],
  ['policy', 'check'],
  ['policy', 'lint'],
  ['policy', 'pin'],
  ['policy', 'fmt'],
  ['policy', 'test'],
  ['policy', 'explain'],
  ['policy', 'needs'],
  ['policy', 'build'],
  ['policy', 'matrix'],
  ['policy', 'diff'],
  ['policy', 'activate'],
  ['key'],
  ['key', 'create'],
  ['key', 'describe'],
  ['key', 'enable'],
  ['key', 'disable'],
  ['key', 'schedule-deletion'],
  ['key', 'cancel-deletion'],
  ['key', 'update-description'],
  ['key', 'rotate'],
  ['key', 'update-minimum-version'],
  ['key', 'rotation'],
  ['key', 'rotation', 'enable'],
  ['key', 'rotation', 'disable'],
  ['key', 'rotation', 'interval'],
  ['key', 'rotation', 'status'],
  ['key', 'list'],
  ['key', 'find'],
  ['alias'],
  ['alias', 'create'],
  ['alias', 'associate'],
  ['alias', 'delete'],
  ['alias', 'list'],
  ['tag'],
  ['tag', 'add'],
  ['tag', 'remove'],
  ['tag', 'list'],
  ['encrypt'],
  ['decrypt'],
  ['re-encrypt'],
  ['random'],
  ['data-key'],
  ['data-key', 'create'],
  ['data-key', 'pair'],
  ['data-key', 'encrypt'],
  ['data-key', 'decrypt'],
  ['sign'],
  ['verify'],
  ['public-key'],
  ['mac'],
  ['mac', 'generate'],
  ['mac', 'verify'],
  ['root-key'],
  ['root-key', 'rotate'],
] as const;

describe('the help', () => {
  test.each(commands.map((command) => [command.join(' '), command] as const))(
    'of chatelaine %s reads well',
    async (name, command) => {
      const place = await Workplace.create();
      const { errors, output, status } = await place.run([...command, '--help']);
      expect({ errors, status }).toEqual({ errors: '', status: 0 });
      await expect(output).toMatchFileSnapshot(`help/${['chatelaine', ...command].join('-')}.txt`);
      expect(output.split('\n').every((line) => line.length <= 110)).toBe(true);
      expect(name).not.toContain('passphrase');
    },
  );

  test('is also a command', async () => {
    const place = await Workplace.create();
    for (const words of [['encrypt'], ['key'], ['key', 'create'], ['key', 'rotation', 'enable']]) {
      expect((await place.run(['help', ...words])).output).toBe((await place.run([...words, '--help'])).output);
    }
    expect((await place.run(['help', 'key', 'create'])).output).toMatch(/^Usage: chatelaine key create /);
  });

  test('tells that a principal is an assertion', async () => {
    const place = await Workplace.create();
    expect((await place.run(['--help'])).output.replaceAll(/\s+/g, ' ')).toContain('An assertion, not authentication');
  });

  test('offers no option that takes a passphrase', async () => {
    const place = await Workplace.create();
    for (const command of commands) {
      const { output } = await place.run([...command, '--help']);
      expect(output.match(/^ {2}.*--pass[a-z-]*/gm) ?? []).toEqual(
        ['init', 'root-key rotate'].includes(command.join(' ')) ? ['  --passphrase-file'] : [],
      );
    }
  });

  test('prints the version', async () => {
    const place = await Workplace.create();
    const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await place.run(['--version'])).toMatchObject({ status: 0, output: `${version}\n` });
  });
});

describe('the exit statuses', () => {
  test('are all in the help and in the README', async () => {
    const place = await Workplace.create();
    const { output } = await place.run(['--help']);
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    for (const { meaning, status } of Object.values(exits)) {
      expect(output).toContain(`  ${String(status).padEnd(9)}${meaning}`);
      expect(readme.replaceAll(/ +/g, ' ')).toContain(`| ${status} | ${meaning} |`);
    }
  });

  test('of reports of policies are in their help and in the README', async () => {
    const place = await Workplace.create();
    const { output } = await place.run(['policy', '--help']);
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    for (const { meaning, status } of Object.values(policyExits)) {
      expect(output.replaceAll(/\s+/g, ' ')).toContain(`${status} ${meaning}`);
      expect(readme.replaceAll(/ +/g, ' ')).toContain(`| ${status} | ${meaning} |`);
    }
  });

  test('are told apart', () => {
    const statusesOf = (table: Readonly<Record<string, { readonly status: number }>>): number[] =>
      Object.values(table).map(({ status }) => status);
    for (const statuses of [statusesOf(exits), statusesOf(policyExits)]) {
      expect(new Set(statuses).size).toBe(statuses.length);
    }
  });

  test('are given to every error code, and only answers to none', () => {
    const codes = [...Object.keys(errorCodes), ...Object.keys(commandErrorCodes)];
    const used = new Set(codes.map((code) => exitFor(code)));
    expect(Object.keys(exits).filter((name) => !used.has(name as keyof typeof exits))).toEqual(['success', 'notValid']);
  });

  test('of a code from a newer core is a plain failure', () => {
    expect(exitFor('SomethingNew')).toBe('failure');
    expect(exitFor('toString')).toBe('failure');
  });
});
