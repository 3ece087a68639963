import { VaultError } from '@chatelaine/core';
import { fixedLimits } from '../configuration/limits.ts';

export function reservedAlias(): VaultError {
  return new VaultError(
    'ReservedAlias',
    'Aliases that end in /default belong to default keys, which only the vault makes. Choose another name.',
  );
}

export function aliasInUse(): VaultError {
  return new VaultError('AliasExists', 'The alias is in use. Choose another name, or move it with associateAlias.');
}

export function aliasMissing(): VaultError {
  return new VaultError('NotFound', 'There is no such alias. listAliases shows what there is.');
}

export function tooManyAliases(): VaultError {
  return new VaultError(
    'AliasLimitExceeded',
    `A key has at most ${fixedLimits.aliasesPerKey} aliases. Delete one first.`,
  );
}
