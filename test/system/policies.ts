import type { PolicyDocument } from '@chatelaine/core';
import type { Vault } from '@chatelaine/vault';

/** Who may do what in the system tests. */
export const policy = `policy: chatelaine/v1
name: shop
sets:
  use:
    - kms:cmk:get
    - kms:cmk:encryptData
    - kms:cmk:decryptData
    - kms:cmk:createDataKey
    - kms:cmk:decryptDataKey
rules:
  - id: owners-do-all-with-shop-keys
    effect: allow
    who: [user:olga]
    actions: [kms:cmk:create, kms:alias:create, kms:alias:associate, kms:alias:delete, '@use']
    keys: [{ tags: { team: shop } }]
    reason: Olga owns the keys of the shop
  - id: owners-list
    effect: allow
    who: [user:olga]
    actions: [kms:cmk:list, kms:alias:list]
    keys: all
    reason: Olga looks after the keys of the shop
  - id: clerks-use-orders
    effect: allow
    who: [role:clerk]
    actions: ['@use']
    keys: [alias/shop/*]
    reason: Clerks read and write orders
  - id: clerks-keep-off-the-safe
    effect: deny
    who: [role:clerk]
    actions: [kms:cmk:decryptData, kms:cmk:decryptDataKey]
    keys: [alias/shop/safe]
    reason: What is in the safe is for its owner only
  - id: movers-move-aliases
    effect: allow
    who: [user:mo]
    actions: [kms:alias:create, kms:alias:associate]
    keys: all
    reason: Mo names keys and does not use them
  - id: movers-use-old-orders
    effect: allow
    who: [user:mo]
    actions: [kms:cmk:decryptData]
    keys: [alias/shop/old]
    reason: Mo sorts old orders
`;

/** A bundle of one document. */
export function bundle(text: string): readonly PolicyDocument[] {
  return [{ name: 'shop.policy.yaml', text }];
}

export const olga = { id: 'user:olga' } as const;
export const clerk = { id: 'user:carl', roles: ['clerk'] } as const;
export const mo = { id: 'user:mo' } as const;

/** Puts the first policy of a vault into force. */
export async function activateFirst(vault: Vault): Promise<void> {
  await vault.administration.activatePolicy({ documents: bundle(policy), expectedVersion: 0 });
}
