import type { VaultPlugin } from '@chatelaine/core';
import type { Settings } from '../configuration/configuration-schema.ts';
import { always, selectable } from './built-in-plugins.ts';

/** Loads the plugins that register what the settings select. */
export async function loadPlugins(settings: Settings): Promise<VaultPlugin[]> {
  const { audit = [], authorizer, keyStore, rootKey: root } = settings;
  const selected = [
    selectable.keyStore[keyStore.use],
    selectable.rootKey[root.use],
    selectable.authorizer[authorizer.use],
    ...audit.map((sink) => selectable.auditSink[sink.use]),
    ...always,
  ];
  return Promise.all([...new Set(selected)].flatMap((load) => load?.() ?? []));
}
