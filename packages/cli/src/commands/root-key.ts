import type { Settings } from '../configuration/configuration-schema.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { NextConfiguration } from '../configuration/next-configuration.ts';
import { readConfiguration } from '../configuration/read-configuration.ts';
import { CommandError } from '../errors/command-error.ts';
import type { Answer } from '../output/answer.ts';
import { printable } from '../output/printable.ts';
import type { Invocation } from '../program/invocation.ts';
import { withNewPassphrase } from '../vault/passphrase.ts';
import { withConfiguredVault } from '../vault/with-vault.ts';
import { rootKeyKinds } from './root-key-kinds.ts';
import { pathFrom, type RootKeyOptions, rootKeySection } from './root-key-section.ts';

/** The options of `chatelaine root-key rotate`. */
export interface RotateRootKeyOptions extends RootKeyOptions {
  readonly keyFile?: string;
}

const variable = 'CHATELAINE_NEW_PASSPHRASE';

/** `chatelaine root-key rotate` */
export async function rotateRootKey(invocation: Invocation, options: RotateRootKeyOptions): Promise<Answer> {
  const configuration = await readConfiguration(invocation);
  const section = sectionFor(options, configuration, invocation.surroundings.workingDirectory);
  const { rootKey: description, changed } = await withConfiguredVault(configuration, invocation, async (vault) => {
    const rootKey = await withNewPassphrase(section, invocation.surroundings, variable);
    // Written before, so that whatever happens between the two steps there is a configuration that opens the vault.
    const next = await NextConfiguration.prepare(configuration, section);
    const answer = await next.around(() => vault.administration.rotateRootKey({ rootKey }));
    return { ...answer, changed: next.isDifferent };
  });
  return {
    document: { rootKey: section.use, configurationChanged: changed },
    text: [
      `The vault opens by another root key: ${printable(description)}.`,
      changed
        ? `${printable(configuration.file)} names it now.`
        : `${printable(configuration.file)} stays as it is. Where the passphrase is set, set the new one.`,
      'Keep a copy of it apart from the vault: without it nothing can be decrypted. The old one still opens old copies of the',
      'store, and what is in them opens this one: if others may know it, run "chatelaine barrier rotate" too.',
    ].join('\n'),
  };
}

function sectionFor(
  options: RotateRootKeyOptions,
  { settings, baseDirectory }: Configuration,
  workingDirectory: string,
): Settings['rootKey'] {
  const { rootKey: before } = settings;
  const { keyFile: named } = options;
  const use = options.rootKey ?? (named === undefined ? rootKeyKinds.find((kind) => kind === before.use) : 'key-file');
  if (use === undefined) throw new CommandError('UsageError', 'Say what the new root key is: --root-key <kind>.');
  if (use === 'key-file' && named === undefined) {
    const advice = 'one that is not there is made. For a root key of another kind say --root-key <kind>.';
    throw new CommandError('UsageError', `Name the new key file with --key-file <file>: ${advice}`);
  }
  if (use !== 'key-file' && named !== undefined) {
    throw new CommandError('UsageError', `A root key of the kind ${use} has no key file: leave out --key-file.`);
  }
  const keyFile = pathFrom(baseDirectory, workingDirectory, named ?? '');
  const section = rootKeySection(use, keyFile, options, baseDirectory, workingDirectory);
  // What a guess at a passphrase costs was decided for the vault, not for one passphrase.
  return use === before.use && 'cost' in before ? { ...section, cost: before['cost'] } : section;
}
