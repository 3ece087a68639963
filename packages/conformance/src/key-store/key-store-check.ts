import type { KeyStore } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { OpenStores } from './open-stores.ts';
import type { KeyStoreSubject } from './subject.ts';

async function run(subject: KeyStoreSubject, body: (stores: OpenStores) => Promise<void>): Promise<void> {
  const stores = new OpenStores(subject);
  try {
    await body(stores);
  } catch (error) {
    // The broken law is the news; a store that is broken may well fail to close, too.
    await stores.closeAll().catch(() => undefined);
    throw error;
  }
  await stores.closeAll();
}

/** A law of every store, shown on a new one. */
export function onStore(
  name: string,
  body: (store: KeyStore, subject: KeyStoreSubject) => Promise<void>,
): Check<KeyStoreSubject> {
  return { name, run: (subject) => run(subject, async (stores) => body(await stores.fresh(), subject)) };
}

/** A law of every store that takes more than one of them. */
export function onStores(name: string, body: (stores: OpenStores) => Promise<void>): Check<KeyStoreSubject> {
  return { name, run: (subject) => run(subject, body) };
}

/** A law of durable stores. */
export function onDurableStore(
  name: string,
  body: (store: KeyStore, reopen: (store: KeyStore) => Promise<KeyStore>) => Promise<void>,
): Check<KeyStoreSubject> {
  return {
    ...onStores(name, async (stores) => body(await stores.fresh(), (store) => stores.reopened(store))),
    appliesTo: (subject) => subject.features.durable,
  };
}

/** A law of shared stores, shown on two over the same bytes. */
export function onSharedStore(
  name: string,
  body: (one: KeyStore, other: KeyStore, stores: OpenStores) => Promise<void>,
): Check<KeyStoreSubject> {
  return {
    ...onStores(name, async (stores) => {
      const one = await stores.fresh();
      await body(one, await stores.another(one), stores);
    }),
    appliesTo: (subject) => subject.features.shared,
  };
}
