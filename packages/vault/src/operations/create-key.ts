import {
  type Algorithm,
  type AliasName,
  isReservedAlias,
  type KeyMetadata,
  type KeyOrigin,
  type KeySpec,
  type KeyUsage,
  type MaterialSource,
  VaultError,
} from '@chatelaine/core';
import { metadataOf } from '../keys/key-metadata.ts';
import { implement, type Implementation, type Resolved } from '../pipeline/implementation.ts';
import { admit } from '../pipeline/pool-slots.ts';
import { reservedAlias } from './alias-refusals.ts';
import { makeKey, type NewAlias, viewOfNewKey } from './make-key.ts';

interface Request {
  readonly keySpec: KeySpec | undefined;
  readonly keyUsage: KeyUsage | undefined;
  readonly origin: KeyOrigin | undefined;
  readonly alias: AliasName | undefined;
  readonly description: string | undefined;
  readonly tags: readonly (readonly [string, string])[] | undefined;
}

interface Plan extends Resolved {
  readonly algorithm: Algorithm;
  readonly source: MaterialSource;
  readonly keyUsage: KeyUsage;
  readonly alias: NewAlias | undefined;
}

export const createKey: Implementation = implement<Request, KeyMetadata, Plan>({
  async resolve({ request, operation }, services) {
    const { keySpec = 'AES_256', alias, tags = [] } = request;
    const algorithm = services.algorithms.of(keySpec);
    const source = services.algorithms.sourceOf(request.origin ?? 'kms');
    const [defaultUsage] = algorithm.usages;
    const keyUsage = request.keyUsage ?? defaultUsage;
    if (!algorithm.usages.includes(keyUsage)) {
      throw new VaultError(
        'UnsupportedKeyUsage',
        `Keys of ${keySpec} are for ${algorithm.usages.join(' or ')}, not for ${keyUsage}.`,
      );
    }
    if (alias !== undefined && isReservedAlias(alias)) throw reservedAlias();
    const key = viewOfNewKey(
      { algorithm, source, keyUsage, aliases: alias === undefined ? [] : [alias], tags },
      services,
    );
    const question = { action: operation.declaration.action, key, asked: undefined };
    return {
      question,
      ...(alias !== undefined && { more: [{ action: 'kms:alias:create', key, asked: alias }] }),
      algorithm,
      source,
      keyUsage,
      alias: alias === undefined ? undefined : { name: alias, stored: await services.directory.alias(alias) },
    };
  },

  async run(call, { algorithm, source, keyUsage, alias }, services) {
    const { now, request } = call;
    const { description = '', tags = [] } = request;
    // An immediate source has the algorithm generate.
    admit(call, source.immediate ? algorithm.execution : 'inline', services);
    const entry = await makeKey({ algorithm, source, keyUsage, alias, description, tags, now }, services);
    return metadataOf(entry.record, services.locality);
  },
});
