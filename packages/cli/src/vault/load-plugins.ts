import type { FactoryKind, VaultPlugin } from '@chatelaine/core';
import { always, type ImportedOptions, type Load, loadImported, selectable } from '@chatelaine/standard/plugins';
import type { Settings } from '../configuration/configuration-schema.ts';

// The schema of the settings has checked that they select what there is.
const loads: Readonly<Record<FactoryKind, Readonly<Record<string, Load>>>> = selectable;

/** Loads the plugins that register what the settings select: those that have options in the configuration. */
export async function loadSelected(settings: Settings): Promise<VaultPlugin[]> {
  const { audit = [], authorizer, keyStore, rootKey: root } = settings;
  const selected = [
    loads.keyStore[keyStore.use],
    loads.rootKey[root.use],
    loads.authorizer[authorizer.use],
    ...audit.map((sink) => loads.auditSink[sink.use]),
  ];
  return Promise.all([...new Set(selected)].flatMap((load) => load?.() ?? []));
}

/** Loads the plugins that no configuration selects: key specs and origins. */
export async function loadAlgorithms(imports?: ImportedOptions): Promise<VaultPlugin[]> {
  return Promise.all([...always.map((load) => load()), loadImported(imports)]);
}
