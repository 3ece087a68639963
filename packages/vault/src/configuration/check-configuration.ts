import { resolve } from 'node:path';
import { auditLevels, isDomainId, isRegion, VaultError, type VaultPlugin } from '@chatelaine/core';
import * as v from 'valibot';
import { type Clock, systemClock } from './clock.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { UntypedSection } from './vault-configuration.ts';

function isClock(value: unknown): boolean {
  const { now, monotonic } = (value ?? {}) as Partial<Clock>;
  return typeof now === 'function' && typeof monotonic === 'function';
}

const integer = (minimum: number, maximum: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(minimum), v.maxValue(maximum));

const section = v.looseObject({ use: v.string() });

const schema = v.strictObject({
  region: v.pipe(v.string(), v.check(isRegion, 'is not 1–64 characters of [a-z0-9-]')),
  domainId: v.pipe(v.string(), v.check(isDomainId, 'is not 1–64 characters of [A-Za-z0-9_-]')),
  plugins: v.array(v.custom<VaultPlugin>((value) => typeof value === 'object' && value !== null)),
  keyStore: section,
  rootKey: section,
  authorizer: section,
  audit: v.optional(v.array(section)),
  auditLevel: v.optional(v.picklist(auditLevels)),
  create: v.optional(v.boolean()),
  baseDirectory: v.optional(v.string()),
  limits: v.optional(
    v.strictObject({
      plaintextBytes: v.optional(integer(1, 1_000_000), defaultLimits.plaintextBytes),
      messageBytes: v.optional(integer(1, 1_000_000), defaultLimits.messageBytes),
      cachedKeys: v.optional(integer(2, 1_000_000), defaultLimits.cachedKeys),
      pooledOperations: v.optional(integer(1, 10_000), defaultLimits.pooledOperations),
      waitingOperations: v.optional(integer(0, 1_000_000), defaultLimits.waitingOperations),
      encryptionsPerVersion: v.optional(integer(1, 2 ** 48), defaultLimits.encryptionsPerVersion),
      recordsPerBarrierKey: v.optional(integer(1_000, 2 ** 32), defaultLimits.recordsPerBarrierKey),
    }),
    {},
  ),
  allowSelfGain: v.optional(v.boolean()),
  jobs: v.optional(v.picklist(['timer', 'manual'])),
  clock: v.optional(v.custom<Clock>(isClock, 'is not an object with now() and monotonic()')),
});

/** A configuration with every default filled in. */
export interface CheckedConfiguration {
  readonly region: string;
  readonly domainId: string;
  readonly plugins: readonly VaultPlugin[];
  readonly keyStore: UntypedSection;
  readonly rootKey: UntypedSection;
  readonly authorizer: UntypedSection;
  readonly audit: readonly UntypedSection[];
  readonly auditLevel: 'accepted' | 'written' | 'synced';
  readonly create: boolean;
  /** Absolute. */
  readonly baseDirectory: string;
  readonly limits: Limits;
  readonly allowSelfGain: boolean;
  readonly jobs: 'timer' | 'manual';
  readonly clock: Clock;
}

/** @throws VaultError `InvalidConfiguration`, naming each member that is wrong. */
export function checkConfiguration(configuration: object): CheckedConfiguration {
  const result = v.safeParse(schema, configuration);
  if (!result.success) {
    // The library's own messages quote what was given, which may be a secret in the wrong place.
    const problems = result.issues.map(
      (issue) =>
        `${v.getDotPath(issue) ?? 'the configuration'}: ${issue.expected === null ? issue.message : `expected ${issue.expected}`}`,
    );
    throw new VaultError(
      'InvalidConfiguration',
      `The configuration of the vault is malformed: ${problems.join('; ')}.`,
    );
  }
  const { clock, ...given } = result.output;
  return {
    ...given,
    audit: given.audit ?? [],
    auditLevel: given.auditLevel ?? 'accepted',
    create: given.create ?? true,
    baseDirectory: resolve(given.baseDirectory ?? '.'),
    allowSelfGain: given.allowSelfGain ?? false,
    jobs: given.jobs ?? 'timer',
    clock: clock ?? systemClock,
  };
}
