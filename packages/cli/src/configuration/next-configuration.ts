import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { VaultError } from '@chatelaine/core';
import { CommandError } from '../errors/command-error.ts';
import { withFileErrors } from '../errors/file-error.ts';
import type { Settings } from './configuration-schema.ts';
import type { Configuration } from './configuration.ts';
import { sectionText } from './section-text.ts';
import { YamlSource } from './yaml-source.ts';

/** Where the next configuration lies until it takes the place of the present one. */
export function nextConfigurationFile(file: string): string {
  return `${file}.next`;
}

/**
 * A configuration with another root key. It lies beside the present one while the vault changes from one root key to the other, so
 * that one of both always opens it.
 */
export class NextConfiguration {
  /** False if the configuration says the same already. */
  readonly isDifferent: boolean;
  readonly #file: string;
  readonly #path: string;

  private constructor(isDifferent: boolean, file: string, path: string) {
    this.isDifferent = isDifferent;
    this.#file = file;
    this.#path = path;
  }

  /** Writes it beside the present one. */
  static async prepare(configuration: Configuration, rootKey: Settings['rootKey']): Promise<NextConfiguration> {
    const { file, path, settings, source } = configuration;
    const isDifferent = !isDeepStrictEqual(settings.rootKey, rootKey);
    const actual = await withFileErrors(`find ${file}`, () => realpath(path));
    if (isDifferent) {
      const text = source.replaced(['rootKey'], sectionText(rootKey));
      const said = new YamlSource(text);
      if (said.problems().length > 0 || !isDeepStrictEqual(said.value(), { ...settings, rootKey })) {
        throw new CommandError(
          'UsageError',
          `${file} can't be changed by a program: write its section rootKey on one line.`,
        );
      }
      await withFileErrors(`write ${nextConfigurationFile(file)}`, () => write(actual, text));
    }
    return new NextConfiguration(isDifferent, file, actual);
  }

  /** Runs the change of the vault, and then puts this configuration in the place of the other one. */
  async around<Result>(change: () => Promise<Result>): Promise<Result> {
    let result: Result;
    try {
      result = await change();
    } catch (error) {
      // Where it is not known whether the vault has changed, both stay.
      if (this.isDifferent && !VaultError.is(error, 'OutcomeUnknown')) {
        await rm(nextConfigurationFile(this.#path), { force: true });
      }
      throw error;
    }
    if (this.isDifferent) {
      const task = `put the new configuration in place; the vault has the new root key, so rename ${nextConfigurationFile(this.#file)} to ${this.#file}`;
      await withFileErrors(task, async () => {
        await rename(nextConfigurationFile(this.#path), this.#path);
        await syncFolder(dirname(this.#path));
      });
    }
    return result;
  }
}

async function write(path: string, text: string): Promise<void> {
  const { mode } = await stat(path);
  const next = nextConfigurationFile(path);
  // What an earlier rotation left there, which did not change the vault: it was opened by the present one.
  await rm(next, { force: true });
  const file = await open(next, 'wx', mode & 0o777);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(dirname(next));
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(resolve(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
