import { resolve } from 'node:path';
import { definePlugin, pluginApiVersion, type VaultPlugin } from '@chatelaine/core';
import * as v from 'valibot';
import { FileKeyStore } from './file-key-store.ts';

export interface FileStoreOptions {
  /** The file, relative to the base directory of the vault. */
  readonly path: string;
}

const options = v.strictObject({ path: v.pipe(v.string('path is the path of a file'), v.nonEmpty('path is empty')) });

/** Registers the key store `file`. */
export function fileStore(): VaultPlugin<{ keyStore: { file: FileStoreOptions } }> {
  return definePlugin<{ keyStore: { file: FileStoreOptions } }>({
    name: 'chatelaine-store-file',
    apiVersion: pluginApiVersion,
    setup: (host) => {
      host.keyStore('file', {
        options,
        open: ({ path }, { baseDirectory }) => new FileKeyStore(resolve(baseDirectory, path)),
      });
    },
  });
}
