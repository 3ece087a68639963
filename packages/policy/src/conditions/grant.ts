import { actions, type Action, type AuthorizationRequest, type RequestFacts } from '@chatelaine/core';
import { type Truth, truthOf, unknown } from '../evaluation/truth.ts';
import { choice } from '../form/choice.ts';
import { list } from '../form/list.ts';
import { map, optional } from '../form/map.ts';
import { type TextForm } from '../form/text.ts';
import { templateText } from '../language/template.ts';
import type { ConditionKind, ConditionPart } from './condition-kind.ts';
import { own } from './own.ts';
import { compileWanted, factsOfTemplates } from './wanted-text.ts';

/** What the grant that is to be made must be. All that is given must hold. */
export interface GrantCondition {
  /** It is for one of these principals: `user:…`, `service:…`, `role-session:…`, or `${principal.id}`. */
  readonly grantee?: readonly string[];
  /** It gives no other actions than these. */
  readonly operations?: readonly Action[];
  /** One of these principals may retire it. */
  readonly retiringPrincipal?: readonly string[];
}

type Grant = NonNullable<RequestFacts['grant']>;

const principal: TextForm = {
  minimum: 1,
  maximum: 256,
  pattern: /^(?:(?:user|service|role-session):[A-Za-z0-9._@/-]*(?:\$\{[^}]*\}[A-Za-z0-9._@/-]*)*|\$\{[^}]*\})$/,
  description: 'one principal: user:, service: or role-session: and a name, or ${principal.id}',
};
const principals = list({ of: templateText(principal), noun: 'a principal', maximum: 1_000 });

function part(
  member: keyof GrantCondition,
  words: string,
  reads: readonly string[],
  test: (grant: Grant, request: AuthorizationRequest) => Truth,
): ConditionPart {
  return {
    name: `grant.${member}`,
    words,
    reads: ['facts.grant', ...reads],
    test(request) {
      const grant = own(request.facts ?? undefined, 'grant');
      return typeof grant === 'object' && grant !== null ? test(grant, request) : unknown;
    },
  };
}

function principalPart(
  member: 'grantee' | 'retiringPrincipal',
  words: string,
  names: readonly string[],
): ConditionPart {
  const isWanted = compileWanted(names);
  return part(member, `${words} ${names.join('|')}`, factsOfTemplates(names), (grant, request) =>
    isWanted(own(grant, member), request.principal),
  );
}

function operationsPart(allowed: readonly Action[]): ConditionPart {
  const wanted: ReadonlySet<unknown> = new Set(allowed);
  return part('operations', `the grant gives nothing but ${allowed.join(', ')}`, [], (grant) => {
    const given: unknown = own(grant, 'operations');
    return Array.isArray(given) ? truthOf((given as unknown[]).every((each) => wanted.has(each))) : unknown;
  });
}

export const grant: ConditionKind<GrantCondition> = {
  description: 'What the grant that is to be made must be. Unknown for operations that make none.',
  form: map<GrantCondition>({
    noun: 'the condition grant',
    members: {
      grantee: optional(principals, 'It is for one of these principals.'),
      operations: optional(
        list({ of: choice('action', actions), noun: 'an action', maximum: 1_000 }),
        'It gives no other actions than these.',
      ),
      retiringPrincipal: optional(principals, 'One of these principals may retire it.'),
    },
  }),
  parts: ({ grantee, operations, retiringPrincipal }) => [
    ...(grantee ? [principalPart('grantee', 'the grant is for', grantee)] : []),
    ...(operations ? [operationsPart(operations)] : []),
    ...(retiringPrincipal ? [principalPart('retiringPrincipal', 'the grant is retired by', retiringPrincipal)] : []),
  ],
};
