import type { NoNames, VaultPlugin } from '@chatelaine/core';
import type { jsonlAudit } from '@chatelaine/audit-jsonl';
import type { casl } from '@chatelaine/authorization-casl';
import type { localRootKey } from '@chatelaine/root-key-local';
import type { level } from '@chatelaine/store-level';
import { always, type ImportedOptions, loadImported, selectable } from './plugins.ts';

/** What types the sections of a configuration; the other plugins have no options. */
export type StandardPlugins = readonly [
  ReturnType<typeof level>,
  ReturnType<typeof localRootKey>,
  ReturnType<typeof casl>,
  ReturnType<typeof jsonlAudit>,
  ...VaultPlugin<NoNames>[],
];

/** What some plugins can be told that no section of the configuration says. */
export interface StandardOptions {
  readonly imports?: ImportedOptions;
}

/** All plugins of this repository that keep what they are given: `plugins: await standard()`. */
export async function standard({ imports }: StandardOptions = {}): Promise<StandardPlugins> {
  const [store, rootKey, authorizer, audit, ...others] = await Promise.all([
    selectable.keyStore.level(),
    selectable.rootKey['key-file'](),
    selectable.authorizer.casl(),
    selectable.auditSink.jsonl(),
    ...always.map((load) => load()),
    loadImported(imports),
  ]);
  return [store, rootKey, authorizer, audit, ...others];
}
