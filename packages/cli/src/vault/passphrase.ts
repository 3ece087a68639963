import { VaultError } from '@chatelaine/core';
import type { UntypedSection } from '@chatelaine/vault';
import { CommandError } from '../errors/command-error.ts';
import type { Surroundings } from '../surroundings/surroundings.ts';

const usualVariable = 'CHATELAINE_PASSPHRASE';

/**
 * Completes the section of a root key that is a passphrase but does not say where from: the environment, or the person
 * at the terminal. Never an argument of the command, which other users of the machine could read.
 */
export function withPassphrase(section: UntypedSection, surroundings: Surroundings): UntypedSection {
  if (!isAsked(section)) return section;
  const { askSecret, environment } = surroundings;
  const given = environment[usualVariable] ?? '';
  if (given !== '') return { ...section, passphrase: () => given };
  if (askSecret === undefined) throw nobodyToAsk(usualVariable, 'in the section rootKey of the configuration');
  return { ...section, passphrase: () => askSecret('Passphrase of the vault:') };
}

/** The same for a new passphrase: a person is asked twice. */
export async function withNewPassphrase(
  section: UntypedSection,
  { askSecret, environment }: Surroundings,
  variable: string = usualVariable,
): Promise<UntypedSection> {
  if (!isAsked(section)) return section;
  const given = environment[variable] ?? '';
  if (given !== '') return { ...section, passphrase: () => given };
  if (askSecret === undefined) throw nobodyToAsk(variable, 'by --passphrase-file or --variable');
  const passphrase = await askSecret('New passphrase of the vault:');
  if (passphrase === '') throw new CommandError('UsageError', 'The passphrase is empty. Nothing was done.');
  const again = await askSecret('The same again:');
  if (again !== passphrase) throw new CommandError('UsageError', 'The two passphrases differ. Nothing was done.');
  return { ...section, passphrase: () => passphrase };
}

function isAsked(section: UntypedSection): boolean {
  return section.use === 'passphrase' && section['file'] === undefined && section['variable'] === undefined;
}

function nobodyToAsk(variable: string, where: string): VaultError {
  return new VaultError(
    'RootKeyUnavailable',
    `The passphrase is missing and there is no terminal to ask at. Set the environment variable ${variable}, ` +
      `or name a file or a variable ${where}.`,
  );
}
