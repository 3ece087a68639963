import { openVault } from '@chatelaine/vault';
import { lstat, mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Settings } from '../configuration/configuration-schema.ts';
import { CommandError } from '../errors/command-error.ts';
import { systemCode, withFileErrors } from '../errors/file-error.ts';
import type { Answer } from '../output/answer.ts';
import type { Invocation } from '../program/invocation.ts';
import { loadSelected } from '../vault/load-plugins.ts';
import { withNewPassphrase } from '../vault/passphrase.ts';
import { initAnswer } from './init-answer.ts';
import { configurationText } from './init-configuration.ts';
import { firstPolicy, firstPolicyName } from './init-policy.ts';
import { type InitOptions, settingsFor } from './init-settings.ts';

/** In the order in which they get their names: the configuration last, since with it the vault is there. */
const parts = ['root.key', 'vault', 'audit', 'policies', 'chatelaine.yaml'] as const;

/** `chatelaine init` */
export async function init(invocation: Invocation, options: InitOptions): Promise<Answer> {
  const { interruption, workingDirectory } = invocation.surroundings;
  const named = options.directory ?? '.';
  const directory = resolve(workingDirectory, named);
  const settings = settingsFor(options, directory, workingDirectory);
  const task = `make a vault in ${named}`;
  await withFileErrors(task, () => refuseExisting(directory));
  const rootKey = await withNewPassphrase(settings.rootKey, invocation.surroundings);
  await withFileErrors(task, async () => {
    const firstMade = await mkdir(directory, { recursive: true });
    // Everything is made aside and then moved, so that a failure leaves nothing half made.
    const aside = await mkdtemp(join(directory, '.chatelaine-init-'));
    try {
      await makeVault({ ...settings, rootKey: passphraseFrom(rootKey, directory) }, aside);
      await mkdir(join(aside, 'policies'));
      await writeFile(join(aside, 'policies', firstPolicyName), firstPolicy, { flag: 'wx' });
      await writeFile(join(aside, 'chatelaine.yaml'), configurationText(settings), { flag: 'wx' });
      interruption.throwIfAborted();
      await refuseExisting(directory);
      const made = await readdir(aside);
      for (const part of parts) if (made.includes(part)) await rename(join(aside, part), join(directory, part));
    } catch (error) {
      await rm(aside, { recursive: true, force: true });
      if (firstMade !== undefined) await removeEmpty(directory, firstMade);
      throw error;
    }
    await rm(aside, { recursive: true, force: true });
  });
  return initAnswer(named, settings, invocation.report.style);
}

/** Takes away the folders from `directory` up to `first`, as far as nobody has put anything there. */
async function removeEmpty(directory: string, first: string): Promise<void> {
  try {
    for (let folder = directory; folder.startsWith(first); folder = dirname(folder)) await rmdir(folder);
  } catch {
    // It has something in it, and stays.
  }
}

// While the vault is made aside, a relative file is not where the section says.
function passphraseFrom(section: Settings['rootKey'], directory: string): Settings['rootKey'] {
  return typeof section['file'] === 'string' ? { ...section, file: resolve(directory, section['file']) } : section;
}

async function refuseExisting(directory: string): Promise<void> {
  const found: string[] = [];
  for (const part of parts) {
    const status = await lstat(join(directory, part)).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (status !== undefined) found.push(part);
  }
  if (found.length === 0) return;
  throw new CommandError(
    'OutputExists',
    `There is ${found.join(', ')} in ${directory} already, and init replaces nothing. Name another --directory.`,
  );
}

async function makeVault(settings: Settings, baseDirectory: string): Promise<void> {
  const plugins = await loadSelected(settings);
  const vault = await openVault({ ...settings, plugins, baseDirectory, create: true });
  await vault.close();
}
