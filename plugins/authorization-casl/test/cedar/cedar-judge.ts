import { setFlagsFromString } from 'node:v8';
import {
  type Context,
  type EntityJson,
  preparsePolicySet,
  statefulIsAuthorized,
} from '@cedar-policy/cedar-wasm/nodejs';
import type { AuthorizationRequest } from '@chatelaine/core';
import type { CedarTranslation } from './cedar-translation.ts';
import type { ConditionalRule } from './conditional-policies.ts';

// V8 of Node 20 ends the process when it deoptimizes a function into which a call of WebAssembly was inlined.
setFlagsFromString('--no-turbo-inline-js-wasm-calls');

interface Verdict {
  readonly effect: 'allow' | 'deny';
  readonly kind: 'explicit' | 'unknown' | 'default';
  /** The rules of which any may be told. */
  readonly rules: readonly string[];
}

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const principal = { type: 'Principal', id: 'asking' };
const resource = { type: 'Key', id: 'meant' };

/** Decides by Cedar what rules say, translated; which denials are certain it finds by a second set. */
export class CedarJudge {
  constructor(rules: readonly ConditionalRule[], translation: CedarTranslation) {
    for (const denials of ['possible', 'certain'] as const) {
      const texts = rules.map((rule, index) => [`test/rule-${index + 1}`, translation.policy(rule, denials)]);
      const answer = preparsePolicySet(denials, {
        staticPolicies: Object.fromEntries(texts) as Record<string, string>,
      });
      if (answer.type === 'failure') throw new Error(`Cedar does not take the rules: ${JSON.stringify(answer.errors)}`);
    }
  }

  judge(request: AuthorizationRequest): Verdict {
    const { decision, reason } = ask(request, 'possible');
    if (decision === 'allow') return { effect: 'allow', kind: 'explicit', rules: reason };
    if (reason.length === 0) return { effect: 'deny', kind: 'default', rules: [] };
    const certain = ask(request, 'certain');
    // Without a denial that is certain the second set may allow, and then its reasons are permissions.
    const isExplicit = certain.decision === 'deny' && certain.reason.length > 0;
    return isExplicit
      ? { effect: 'deny', kind: 'explicit', rules: certain.reason }
      : { effect: 'deny', kind: 'unknown', rules: reason };
  }
}

function ask(request: AuthorizationRequest, denials: string): { decision: string; reason: readonly string[] } {
  const answer = statefulIsAuthorized({
    principal,
    action: { type: 'Action', id: request.action },
    resource,
    context: contextOf(request),
    entities: [asking(request), meant(request)],
    preparsedPolicySetId: denials,
    validateRequest: false,
  });
  if (answer.type === 'failure') throw new Error(`Cedar does not answer: ${JSON.stringify(answer.errors)}`);
  const { decision, diagnostics } = answer.response;
  if (diagnostics.errors.length > 0) throw new Error(`Cedar skipped a rule: ${JSON.stringify(diagnostics.errors)}`);
  return { decision, reason: diagnostics.reason };
}

function asking({ principal: { id, roles, groups, attributes } }: AuthorizationRequest): EntityJson {
  const names = [id, ...roles.map((role) => `role:${role}`), ...groups.map((group) => `group:${group}`)];
  return { uid: principal, attrs: { id, names, attributes: { ...attributes } }, parents: [] };
}

/** What is not known of a key is not there. */
function meant({ key }: AuthorizationRequest): EntityJson {
  const { id, aliases, tags, keySpec, keyUsage, origin, state } = key ?? {};
  const [alias0 = '', alias1 = '', alias2 = ''] = aliases ?? [];
  const attrs = {
    ...(id !== undefined && { id }),
    ...(aliases !== undefined && { alias0, alias1, alias2 }),
    ...(tags !== undefined && { tags: { ...tags } }),
    ...(keySpec !== undefined && { keySpec }),
    ...(keyUsage !== undefined && { keyUsage }),
    ...(origin !== undefined && { origin }),
    ...(state !== undefined && { state }),
  };
  return { uid: resource, attrs, parents: [] };
}

function contextOf({ asked, context, now, encryptionContext, facts }: AuthorizationRequest): Context {
  const { ip } = context.source ?? {};
  const age = context.mfa?.ageSeconds ?? -1;
  const time = new Date(now);
  return {
    now,
    minute: time.getUTCHours() * 60 + time.getUTCMinutes(),
    day: days[time.getUTCDay()] ?? '',
    ...(asked !== undefined && { asked }),
    ...(ip !== undefined && ip !== 'nowhere' && { ip: { __extn: { fn: 'ip', arg: ip.replace('::ffff:', '') } } }),
    ...(age >= 0 && { age }),
    ...(facts?.algorithm !== undefined && { algorithm: facts.algorithm }),
    ...(encryptionContext !== undefined && {
      pairs: { ...encryptionContext },
      pairNames: Object.keys(encryptionContext),
    }),
  };
}
