import { VaultError } from '@chatelaine/core';
import type { UntypedSection } from '@chatelaine/vault';
import { CommandError } from '../errors/command-error.ts';
import type { Surroundings } from '../surroundings/surroundings.ts';

const variable = 'CHATELAINE_PASSPHRASE';

/**
 * Completes the section of a root key that is a passphrase but does not say where from: the environment, or the person
 * at the terminal. Never an argument of the command, which other users of the machine could read.
 */
export function withPassphrase(section: UntypedSection, surroundings: Surroundings): UntypedSection {
  if (!isAsked(section)) return section;
  const { askSecret, environment } = surroundings;
  const given = environment[variable] ?? '';
  if (given !== '') return { ...section, passphrase: () => given };
  if (askSecret === undefined) throw nobodyToAsk();
  return { ...section, passphrase: () => askSecret('Passphrase of the vault:') };
}

/** The same for a new vault: a person is asked twice. */
export async function withNewPassphrase(section: UntypedSection, surroundings: Surroundings): Promise<UntypedSection> {
  const { askSecret, environment } = surroundings;
  if (!isAsked(section) || (environment[variable] ?? '') !== '') return withPassphrase(section, surroundings);
  if (askSecret === undefined) throw nobodyToAsk();
  const passphrase = await askSecret('New passphrase of the vault:');
  if (passphrase === '') throw new CommandError('UsageError', 'The passphrase is empty. Nothing was made.');
  const again = await askSecret('The same again:');
  if (again !== passphrase) throw new CommandError('UsageError', 'The two passphrases differ. Nothing was made.');
  return { ...section, passphrase: () => passphrase };
}

function isAsked(section: UntypedSection): boolean {
  return section.use === 'passphrase' && section['file'] === undefined && section['variable'] === undefined;
}

function nobodyToAsk(): VaultError {
  return new VaultError(
    'RootKeyUnavailable',
    `The passphrase is missing and there is no terminal to ask at. Set the environment variable ${variable}, ` +
      'or name a file or a variable in the section rootKey of the configuration.',
  );
}
