import {
  type Action,
  actions,
  type AuthorizationRequest,
  type Authorizer,
  type Decision,
  type GainRequest,
  type KeyView,
  type Policy,
  type PolicyDocument,
  type Principal,
  VaultError,
} from '@chatelaine/core';
import type { KeyOfKit, RuleOfKit } from '../../src/authorizer/index.ts';
import { HonestAuthorizer } from './honest-authorizer.ts';

type Rules = readonly RuleOfKit[];
type Methods = Partial<{ [Name in keyof HonestAuthorizer]: HonestAuthorizer[Name] }>;

/** An authorizer that is honest but for some methods. */
function lying(change: (honest: HonestAuthorizer) => Methods): () => Authorizer {
  return () => {
    const authorizer = new HonestAuthorizer();
    const methods = change(new HonestAuthorizer());
    for (const [name, method] of Object.entries(methods)) {
      Object.defineProperty(authorizer, name, { value: method, configurable: true });
    }
    return authorizer;
  };
}

const decided = (change: (decision: Decision, request: AuthorizationRequest) => unknown): (() => Authorizer) =>
  lying((honest) => ({
    decide: (rules: Rules, request: AuthorizationRequest) =>
      change(honest.decide(rules, request) as Decision, request) as Decision,
  }));

/** Each way in which an authorizer may break its contract. */
export const authorizerMutants: Readonly<Record<string, () => Authorizer>> = {
  'allows what no rule names': decided((decision) =>
    decision.kind === 'default' ? { effect: 'allow', kind: 'explicit', rule: 'kit/yes', reason: 'Why not' } : decision,
  ),
  'allows without telling a rule': decided(({ effect, kind, reason }) => ({ effect, kind, reason })),
  'tells another rule': decided((decision) =>
    decision.rule === undefined ? decision : { ...decision, rule: 'kit/x' },
  ),
  'gives no reason': decided((decision) => ({ ...decision, reason: '' })),
  'tells no reason of the rule': decided((decision) => ({ ...decision, reason: 'No.' })),
  'calls doubt certain': decided((decision) =>
    decision.kind === 'unknown' ? { ...decision, kind: 'explicit' } : decision,
  ),
  'calls certainty doubt': decided((decision) =>
    decision.effect === 'deny' && decision.kind === 'explicit' ? { ...decision, kind: 'unknown' } : decision,
  ),
  'calls a default denial an error': decided((decision) =>
    decision.kind === 'default' ? { ...decision, kind: 'error' } : decision,
  ),
  'answers with true and false': decided(({ effect }) => effect === 'allow'),
  'skips a deny in doubt': lying((honest) => ({
    isOf(rule: RuleOfKit, key: KeyView | undefined, asked: string | undefined) {
      const answer = honest.isOf(rule, key, asked);
      return answer === 'unknown' && rule.effect === 'deny' ? 'no' : answer;
    },
  })),
  'allows in doubt': lying((honest) => ({
    isOf(rule: RuleOfKit, key: KeyView | undefined, asked: string | undefined) {
      const answer = honest.isOf(rule, key, asked);
      return answer === 'unknown' && rule.effect === 'allow' ? 'yes' : answer;
    },
  })),
  'prefers doubt to certainty': lying((honest) => ({
    decide(rules: Rules, request: AuthorizationRequest) {
      const isDoubtful = (rule: RuleOfKit): boolean =>
        rule.effect === 'deny' && honest.isOf(rule, request.key, request.asked) === 'unknown';
      return honest.decide(rules.some(isDoubtful) ? rules.filter(isDoubtful) : rules, request);
    },
  })),
  'lets the first rule win': lying((honest) => ({
    decide(rules: Rules, request: AuthorizationRequest) {
      const first = rules.find((rule) => (honest.decide([rule], request) as Decision).kind === 'explicit');
      return honest.decide(first === undefined ? rules : [first], request);
    },
  })),
  'lets the last rule win': lying((honest) => ({
    decide(rules: Rules, request: AuthorizationRequest) {
      const last = rules.toReversed().find((rule) => (honest.decide([rule], request) as Decision).kind === 'explicit');
      return honest.decide(last === undefined ? rules : [last], request);
    },
  })),
  'lets an allow win': lying((honest) => ({
    decide(rules: Rules, request: AuthorizationRequest) {
      const allows = rules.filter(({ effect }) => effect === 'allow');
      const decision = honest.decide(allows, request) as Decision;
      return decision.effect === 'allow' ? decision : honest.decide(rules, request);
    },
  })),
  'forgets all denials': lying((honest) => ({
    decide: (rules: Rules, request: AuthorizationRequest) =>
      honest.decide(
        rules.filter(({ effect }) => effect === 'allow'),
        request,
      ),
  })),
  'lets denials be for everybody': lying((honest) => ({
    isFor: (rule: RuleOfKit, principal: Principal) => rule.effect === 'deny' || honest.isFor(rule, principal),
  })),
  'lets denials be for every action': lying((honest) => ({
    hasAction: (rule: RuleOfKit, action: Action) => rule.effect === 'deny' || honest.hasAction(rule, action),
  })),
  'allows every action that begins alike': lying(() => ({
    hasAction: ({ actions: chosen }: RuleOfKit, action: Action) =>
      chosen.some((each) => each.slice(0, 8) === action.slice(0, 8)),
  })),
  'does not look at the case of actions': lying(() => ({
    hasAction: ({ actions: chosen }: RuleOfKit, action: Action) =>
      chosen.some((each) => each.toLowerCase() === action.toLowerCase()),
  })),
  'finds members that every object has': lying(() => ({
    hasAction: ({ actions: chosen }: RuleOfKit, action: Action) =>
      action in Object.fromEntries(chosen.map((each) => [each, true])),
  })),
  'does not look at the case of principals': lying((honest) => ({
    isFor: (rule: RuleOfKit, principal: Principal) =>
      honest.isFor(rule, { ...principal, id: principal.id.toLowerCase() }),
  })),
  'takes a principal whose name begins alike': lying((honest) => ({
    isFor: (rule: RuleOfKit, principal: Principal) =>
      honest.isFor(rule, principal) ||
      (rule.who !== 'all' && rule.who.some((name) => name.startsWith('user:') && principal.id.startsWith(name))),
  })),
  'takes groups for roles': lying((honest) => ({
    isFor: (rule: RuleOfKit, principal: Principal) =>
      honest.isFor(rule, { ...principal, roles: [...principal.roles, ...principal.groups] }),
  })),
  'takes names of principals for roles': lying((honest) => ({
    isFor: (rule: RuleOfKit, principal: Principal) =>
      honest.isFor(rule, { ...principal, roles: [...principal.roles, principal.id.replace('user:', '')] }),
  })),
  'keeps a principal by its id': () => {
    const known = new Map<string, Principal>();
    return lying((honest) => ({
      isFor(rule: RuleOfKit, principal: Principal) {
        if (!known.has(principal.id)) known.set(principal.id, principal);
        return honest.isFor(rule, known.get(principal.id) ?? principal);
      },
    }))();
  },
  'keeps a key by its id': () => {
    const known = new Map<unknown, KeyView>();
    return lying((honest) => ({
      isNamed(way: KeyOfKit, key: KeyView | undefined) {
        if (key !== undefined && !known.has(key.id)) known.set(key.id, key);
        return honest.isNamed(way, key && known.get(key.id));
      },
    }))();
  },
  'mixes up questions that come at once': () => {
    let asked: AuthorizationRequest | undefined;
    return lying((honest) => ({
      async decide(rules: Rules, request: AuthorizationRequest) {
        asked = request;
        await Promise.resolve();
        return honest.decide(rules, asked);
      },
    }))();
  },
  'takes the spelling for the key': lying((honest) => ({
    isOf: (rule: RuleOfKit, key: KeyView | undefined, asked: string | undefined) =>
      honest.isOf({ ...rule, effect: 'deny' }, key, asked),
  })),
  'ignores the spelling': lying((honest) => ({
    isOf: (rule: RuleOfKit, key: KeyView | undefined) => honest.isOf(rule, key, undefined),
  })),
  'looks at the spelling alone': lying((honest) => ({
    isOf(rule: RuleOfKit, key: KeyView | undefined, asked: string | undefined) {
      const spelled = asked?.startsWith('alias/') === true ? { ...key, aliases: [asked] } : { ...key, aliases: [] };
      return honest.isOf(rule, spelled as KeyView, asked);
    },
  })),
  'looks at the first alias only': lying((honest) => ({
    isOf: (rule: RuleOfKit, key: KeyView | undefined, asked: string | undefined) =>
      honest.isOf(rule, key && ({ ...key, aliases: key.aliases?.slice(0, 1) } as KeyView), asked),
  })),
  'takes an alias that begins alike': lying((honest) => ({
    isNamed: (way: KeyOfKit, key: KeyView | undefined) =>
      'alias' in way
        ? honest.answer(key?.aliases, (aliases) => aliases.some((each) => each.startsWith(way.alias)))
        : honest.isNamed(way, key),
  })),
  'finds every key by an id': lying((honest) => ({
    isNamed: (way: KeyOfKit, key: KeyView | undefined) => ('id' in way ? 'yes' : honest.isNamed(way, key)),
  })),
  'does not look at the values of tags': lying((honest) => ({
    isNamed: (way: KeyOfKit, key: KeyView | undefined) =>
      'tag' in way ? honest.answer(key?.tags, (tags) => way.tag in tags) : honest.isNamed(way, key),
  })),
  'takes absent tags for unknown': lying((honest) => ({
    isNamed: (way: KeyOfKit, key: KeyView | undefined) =>
      'tag' in way && key?.tags !== undefined && !(way.tag in key.tags) ? 'unknown' : honest.isNamed(way, key),
  })),
  'takes unknown facts for empty': lying((honest) => ({
    isNamed: (way: KeyOfKit, key: KeyView | undefined) =>
      honest.isNamed(way, { aliases: [], tags: {}, ...key } as unknown as KeyView),
  })),
  'allows everything where there is no key': lying((honest) => ({
    isOf: (rule: RuleOfKit, key: KeyView | undefined, asked: string | undefined) =>
      key === undefined ? 'yes' : honest.isOf(rule, key, asked),
  })),
  'denies everything where there is no key': lying((honest) => ({
    isOf: (rule: RuleOfKit, key: KeyView | undefined, asked: string | undefined) =>
      key === undefined ? 'no' : honest.isOf(rule, key, asked),
  })),
  'finds no gain': lying(() => ({ gains: () => [] })),
  'finds everything a gain': lying(() => ({ gains: () => actions })),
  'finds gains for everybody': lying((honest) => ({
    gains: (rules: Rules, request: GainRequest) =>
      honest.gains(
        rules.map((rule) => ({ ...rule, who: 'all' })),
        request,
      ),
  })),
  'finds what was there before': lying((honest) => ({
    gains: (rules: Rules, request: GainRequest) => actions.filter((action) => honest.mayAfter(rules, request, action)),
  })),
  'finds no gain in the end of a denial': lying((honest) => ({
    gains: (rules: Rules, request: GainRequest) =>
      honest.gains(
        rules.filter(({ effect }) => effect === 'allow'),
        request,
      ),
  })),
  'finds only gains that are certain': lying((honest) => ({
    gains: (rules: Rules, request: GainRequest) =>
      actions.filter(
        (action) =>
          honest.mayBefore(rules, { ...request, before: request.after }, action) &&
          !honest.mayBefore(rules, request, action),
      ),
  })),
  'brings a policy of its own': () =>
    Object.assign(new HonestAuthorizer(), { policy: new HonestAuthorizer().policyOf([]) }),
  'changes what was compiled before': () => {
    let current: Rules = [];
    return lying((honest) => ({
      compile(documents: readonly PolicyDocument[]) {
        current = honest.rulesOf(documents);
        return {
          decide: (request: AuthorizationRequest) => honest.decide(current, request),
          gains: (request: GainRequest) => honest.gains(current, request),
        };
      },
    }))();
  },
  'takes the last document only': lying((honest) => ({
    compile: (documents: readonly PolicyDocument[]) => honest.policyOf(honest.rulesOf(documents).slice(-1)),
  })),
  'reads documents when it is asked': lying((honest) => ({
    compile(documents: readonly PolicyDocument[]) {
      honest.rulesOf(documents);
      const rules = (): Rules => (documents.length === 0 ? [] : honest.rulesOf(documents));
      return {
        decide: (request: AuthorizationRequest) => honest.decide(rules(), request),
        gains: (request: GainRequest) => honest.gains(rules(), request),
      };
    },
  })),
  'leaves malformed documents out': lying((honest) => ({
    compile: (documents: readonly PolicyDocument[]): Policy =>
      honest.policyOf(
        (Array.isArray(documents) ? (documents as readonly PolicyDocument[]) : []).flatMap((document) => {
          try {
            return honest.readDocument(document);
          } catch {
            return [];
          }
        }),
      ),
  })),
  'takes whatever is no list for empty': lying((honest) => ({
    compile: (documents: readonly PolicyDocument[]) => honest.policyOf(documents ? honest.rulesOf(documents) : []),
  })),
  'refuses with an error of its own': lying((honest) => ({
    compile(documents: readonly PolicyDocument[]) {
      try {
        return honest.compile(documents);
      } catch {
        throw new SyntaxError('It is malformed.');
      }
    },
  })),
  'has no bundles, and says so nowhere': () =>
    Object.assign(new HonestAuthorizer(), { compileBundle: undefined }) as unknown as Authorizer,
  'tells no version': lying((honest) => ({
    compileBundle: (bundle: string) => ({ ...honest.compileBundle?.(bundle), version: undefined }) as unknown as Policy,
  })),
  'tells version 1 always': lying((honest) => ({
    compileBundle: (bundle: string) => ({ ...honest.compileBundle?.(bundle), version: 1 }) as Policy,
  })),
  'does not look at the hash of a bundle': lying((honest) => ({
    compileBundle(bundle: string): Policy {
      const [, version = '', text = '[]'] = bundle.split('\n');
      try {
        return { ...honest.policyOf(JSON.parse(text) as RuleOfKit[]), version: Number(version) };
      } catch {
        throw new VaultError('InvalidPolicy', 'The bundle was changed.');
      }
    },
  })),
};
