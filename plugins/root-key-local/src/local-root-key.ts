import { definePlugin, pluginApiVersion, type VaultPlugin } from '@chatelaine/core';
import { environmentFactory, type EnvironmentOptions } from './environment.ts';
import { keyFileFactory, type KeyFileOptions } from './key-file.ts';
import { passphraseFactory } from './passphrase.ts';
import type { PassphraseOptions } from './passphrase-options.ts';

/** The names that `localRootKey()` registers, with their options. */
export interface LocalRootKeyRegistrations {
  readonly rootKey: {
    readonly 'key-file': KeyFileOptions;
    readonly passphrase: PassphraseOptions;
    readonly environment: EnvironmentOptions;
  };
}

/** Root keys that the machine itself keeps: in a file, in the environment, or in someone's head. */
export function localRootKey(): VaultPlugin<LocalRootKeyRegistrations> {
  return definePlugin<LocalRootKeyRegistrations>({
    name: '@chatelaine/root-key-local',
    apiVersion: pluginApiVersion,
    setup(host) {
      host.rootKey('key-file', keyFileFactory);
      host.rootKey('passphrase', passphraseFactory);
      host.rootKey('environment', environmentFactory);
    },
  });
}
