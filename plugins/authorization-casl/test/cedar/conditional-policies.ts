import type { AuthorizationRequest, Principal } from '@chatelaine/core';
import fc from 'fast-check';
import { question, writtenRule } from '../arbitrary-policies.ts';
import { tags, type WrittenRule } from '../policy-under-test.ts';

/** Conditions as an author writes them. */
export interface WrittenConditions {
  readonly encryptionContext?: {
    readonly equals?: Readonly<Record<string, readonly string[]>>;
    readonly has?: readonly string[];
    readonly only?: readonly string[];
  };
  readonly source?: { readonly cidr: readonly string[] };
  readonly mfa?: { readonly maxAgeSeconds: number };
  readonly principal?: { readonly attributes: Readonly<Record<string, readonly string[]>> };
  readonly time?: {
    readonly days?: readonly string[];
    readonly from?: string;
    readonly to?: string;
    readonly zone: 'UTC';
  };
  readonly key?: { readonly tags?: Readonly<Record<string, readonly string[]>>; readonly keyState?: readonly string[] };
  readonly algorithm?: readonly string[];
}

export interface ConditionalRule extends WrittenRule {
  readonly when?: WrittenConditions;
  readonly unless?: WrittenConditions;
  readonly from?: string;
  readonly until?: string;
}

const tenantVariable = '${principal.tenant}';
const someOf = <Value>(...values: readonly Value[]): fc.Arbitrary<Value[]> =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
const oneOrMoreOf = <Members extends Record<string, unknown>>(members: {
  [Name in keyof Members]: fc.Arbitrary<Members[Name]>;
}): fc.Arbitrary<Partial<Members>> =>
  fc
    .record(members, { requiredKeys: [] })
    .filter((value) => Object.keys(value).length > 0)
    .map((value) => ({ ...value }) as Partial<Members>);

const texts = someOf('a', 'b', tenantVariable, '${principal.id}');
const encryptionContext = oneOrMoreOf({
  equals: oneOrMoreOf({ tenant: texts, purpose: texts }),
  has: someOf('tenant', 'purpose'),
  only: someOf('tenant', 'purpose', 'other'),
});
const networks = someOf('10.0.0.0/8', '10.1.0.0/16', '0.0.0.0/0', 'fd00::/8', '::/0', '192.0.2.7/32');
const time = fc.oneof(
  fc.record({ days: someOf('mon', 'tue', 'sun'), zone: fc.constant('UTC' as const) }),
  fc
    .record({
      from: fc.constantFrom('00:00', '07:00', '12:00', '22:00'),
      to: fc.constantFrom('06:00', '12:00', '12:01', '24:00'),
      zone: fc.constant('UTC' as const),
    })
    .filter(({ from, to }) => from !== to),
);

const conditions: fc.Arbitrary<WrittenConditions> = fc
  .tuple(
    oneOrMoreOf({
      encryptionContext,
      source: networks.map((cidr) => ({ cidr })),
      mfa: fc.constantFrom(1, 300, 900).map((maxAgeSeconds) => ({ maxAgeSeconds })),
      principal: oneOrMoreOf({ tenant: someOf('a', 'b'), department: someOf('x') }).map((attributes) => ({
        attributes,
      })),
      time,
      key: oneOrMoreOf({
        tags: oneOrMoreOf({ env: someOf('prod', 'dev', tenantVariable), team: someOf('x', tenantVariable) }),
        keyState: someOf('ENABLED', 'DISABLED'),
      }),
      algorithm: someOf('SYMMETRIC_DEFAULT', 'RSAES_OAEP_SHA_256'),
    }),
    fc.nat(),
    fc.integer({ min: 1, max: 2 }),
  )
  // With all of them together hardly anything would ever hold.
  .map(([all, start, count]): WrittenConditions => {
    const entries = Object.entries(all);
    return Object.fromEntries(
      [...entries, ...entries].slice(
        start % entries.length,
        (start % entries.length) + Math.min(count, entries.length),
      ),
    );
  });

const starts = ['2026-01-04', '2026-01-05', '2026-01-05T12:00Z'];
const ends = ['2026-01-05', '2026-01-05T12:00Z', '2026-01-05T13:00+01:00', '2026-01-06'];

const rarely = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

export const conditionalRule: fc.Arbitrary<ConditionalRule> = fc
  .tuple(
    writtenRule,
    fc.option(conditions, { nil: undefined, freq: 3 }),
    fc.option(conditions, { nil: undefined, freq: 2 }),
    rarely(fc.constantFrom(...starts)),
    rarely(fc.constantFrom(...ends)),
  )
  .map(([rule, when, unless, from, until]) => ({
    ...rule,
    ...(when !== undefined && { when }),
    ...(unless !== undefined && rule.effect === 'deny' && { unless }),
    // Those of the same moment would never hold, which is refused.
    ...(from !== undefined && !(from.includes('T') && until?.includes('T') === true) && { from }),
    ...(until !== undefined && { until }),
  }));

const attributes = fc.record(
  { tenant: fc.constantFrom('a', 'b', 'x'), department: fc.constantFrom('x', 'y') },
  { requiredKeys: [] },
);
const context = fc.record(
  {
    source: fc.record(
      {
        ip: fc.constantFrom(
          '10.1.2.3',
          '10.0.0.1',
          '10.9.9.9',
          '192.0.2.7',
          'fd00::1',
          '2001:db8::1',
          '::ffff:10.1.2.3',
          'nowhere',
        ),
      },
      { requiredKeys: [] },
    ),
    mfa: fc.record({ ageSeconds: fc.constantFrom(0, 1, 2, 300, 301, 900, -1, Number.NaN) }),
  },
  { requiredKeys: [] },
);
const noon = Date.UTC(2026, 0, 5, 12);
const minute = 60_000;

export const conditionalQuestion: fc.Arbitrary<AuthorizationRequest> = fc
  .record({
    asked: question,
    attributes,
    context,
    now: fc.constantFrom(
      noon,
      noon - 1,
      noon + minute,
      noon - 6 * 60 * minute,
      noon + 11 * 60 * minute,
      noon + 24 * 60 * minute,
    ),
    pairs: fc.option(
      fc.record(
        {
          tenant: fc.constantFrom('a', 'b', 'user:1'),
          purpose: fc.constantFrom('a', 'b', 'c'),
          other: fc.constant(''),
        },
        { requiredKeys: [] },
      ),
      { nil: undefined, freq: 4 },
    ),
    algorithm: fc.option(fc.constantFrom('SYMMETRIC_DEFAULT', 'RSAES_OAEP_SHA_256', 'OTHER'), {
      nil: undefined,
      freq: 3,
    }),
    state: fc.option(fc.constantFrom('ENABLED' as const, 'DISABLED' as const, 'PENDING_DELETION' as const), {
      nil: undefined,
      freq: 3,
    }),
  })
  .map((given) => {
    const { asked, pairs, algorithm, state } = given;
    const principal: Principal = Object.freeze({ ...asked.principal, attributes: tags({ ...given.attributes }) });
    return {
      ...asked,
      principal,
      context: given.context,
      now: given.now,
      encryptionContext: pairs === undefined ? undefined : tags({ ...pairs }),
      facts: algorithm === undefined ? undefined : { algorithm },
      key: asked.key === undefined || state === undefined ? asked.key : { ...asked.key, state },
    };
  });
