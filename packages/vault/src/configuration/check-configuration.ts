import { resolve } from 'node:path';
import { auditLevels, isDomainId, isRegion, VaultError, type VaultPlugin } from '@chatelaine/core';
import * as v from 'valibot';
import { type Clock, systemClock } from './clock.ts';
import { defaultLimits, type Limits, leastMessageBytes } from './limits.ts';
import type { UntypedSection } from './vault-configuration.ts';

function isClock(value: unknown): boolean {
  const { now, monotonic } = (value ?? {}) as Partial<Clock>;
  return typeof now === 'function' && typeof monotonic === 'function';
}

// Messages of our own throughout: those of the library quote what was given, which may be a secret in the wrong place.
const object =
  (members: object) =>
  (issue: v.StrictObjectIssue | v.LooseObjectIssue): string => {
    const known = Object.keys(members).join(', ');
    if (issue.expected === 'never') return `is not known here; known are ${known}`;
    return issue.expected === 'Object' ? `is not an object with ${known}` : 'is missing';
  };

const strict = <const Members extends v.ObjectEntries>(members: Members) => v.strictObject(members, object(members));

function integer(minimum: number, maximum: number) {
  const message = `is not a whole number from ${minimum} to ${maximum}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(minimum, message), v.maxValue(maximum, message));
}

const text = 'is not text';
const use = { use: v.string(text) };
const section = v.looseObject(use, object(use));
const trueOrFalse = v.boolean('is neither true nor false');
const oneOf = <const Words extends readonly string[]>(words: Words) =>
  v.picklist(words, `is none of ${words.join(', ')}`);

const schema = strict({
  region: v.pipe(v.string(text), v.check(isRegion, 'is not 1–64 characters of [a-z0-9-]')),
  domainId: v.pipe(v.string(text), v.check(isDomainId, 'is not 1–64 characters of [A-Za-z0-9_-]')),
  plugins: v.array(
    v.custom<VaultPlugin>(
      (value) => typeof value === 'object' && value !== null,
      'is no plugin; call the function that makes one, such as aes()',
    ),
    'is not a list of plugins; await what makes one, such as standard()',
  ),
  keyStore: section,
  rootKey: section,
  authorizer: section,
  audit: v.optional(v.array(section, 'is not a list of sections')),
  auditLevel: v.optional(oneOf(auditLevels)),
  create: v.optional(trueOrFalse),
  baseDirectory: v.optional(v.string(text)),
  limits: v.optional(
    strict({
      plaintextBytes: v.optional(integer(1, 1_000_000), defaultLimits.plaintextBytes),
      messageBytes: v.optional(integer(leastMessageBytes, 1_000_000), defaultLimits.messageBytes),
      cachedKeys: v.optional(integer(2, 1_000_000), defaultLimits.cachedKeys),
      pooledOperations: v.optional(integer(1, 10_000), defaultLimits.pooledOperations),
      waitingOperations: v.optional(integer(0, 1_000_000), defaultLimits.waitingOperations),
      encryptionsPerVersion: v.optional(integer(1, 2 ** 48), defaultLimits.encryptionsPerVersion),
      recordsPerBarrierKey: v.optional(integer(1_000, 2 ** 32), defaultLimits.recordsPerBarrierKey),
    }),
    {},
  ),
  allowSelfGain: v.optional(trueOrFalse),
  jobs: v.optional(oneOf(['timer', 'manual'])),
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
    const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'it'} ${issue.message}`);
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
