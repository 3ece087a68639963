import { resolve } from 'node:path';
import { definePlugin, pluginApiVersion } from '@chatelaine/core';
import type { VaultPlugin } from '@chatelaine/core';
import * as v from 'valibot';
import { LevelKeyStore } from './level-key-store.ts';

/** Options of `keyStore: { use: 'level', … }`. */
export interface LevelOptions {
  /** The directory of the database, relative to the vault's base directory; made with mode 0700 if it does not exist. */
  readonly path: string;
}

const pathMessage = 'path is the path of a folder';

const options = v.strictObject(
  { path: v.pipe(v.string(pathMessage), v.minLength(1, pathMessage), v.excludes('\0', pathMessage)) },
  'give path, the path of a folder, and nothing else',
);

/** The plugin that keeps a vault in a Level database on the disk. */
export function level(): VaultPlugin<{ keyStore: { level: LevelOptions } }> {
  return definePlugin<{ keyStore: { level: LevelOptions } }>({
    name: '@chatelaine/store-level',
    apiVersion: pluginApiVersion,
    setup: (host) => {
      host.keyStore('level', {
        options,
        open: ({ path }, { baseDirectory, create }) => LevelKeyStore.open(resolve(baseDirectory, path), { create }),
      });
    },
  });
}
