import { VaultError } from '@chatelaine/core';

/** The error for a plugin that broke a promise. */
export function misbehaved(who: string, what: string, cause?: unknown): VaultError {
  return new VaultError(
    'PluginMisbehaved',
    `${who} ${what}. This is a defect of the plugin: report it to its author.`,
    { cause },
  );
}
