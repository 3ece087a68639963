import { isIP } from 'node:net';
import type { RequestContext } from '@chatelaine/core';
import { type Truth, truthOf, unknown } from '../evaluation/truth.ts';
import { list } from '../form/list.ts';
import { map, required } from '../form/map.ts';
import { parsedText } from '../form/text.ts';
import { quote } from '../source/hidden-characters.ts';
import { canonicalNetwork, compileNetworks, parseNetwork, widened } from './network.ts';
import type { Condition, ConditionKind, Shift } from './condition-kind.ts';
import { own } from './own.ts';

/** Where the request must come from. */
export interface SourceCondition {
  /** Networks as address/length, IPv4 or IPv6; one of them is enough. */
  readonly cidr: readonly string[];
}

const mostNetworks = 1_000;

const network = parsedText(
  (text, offset, { report }) => {
    const parsed = parseNetwork(text);
    if (typeof parsed !== 'string' && canonicalNetwork(parsed) === text) return text;
    const advice = typeof parsed === 'string' ? parsed : `; did you mean ${quote(canonicalNetwork(parsed))}?`;
    report(offset, 'invalid-value', `${quote(text)} is no network${advice}`);
    return undefined;
  },
  { type: 'string', pattern: String.raw`^[0-9a-f.:]+/\d{1,3}$` },
);

/** Addresses are looked up once for each context that can't change: a look-up takes microseconds. */
function compile(cidr: readonly string[]): Condition {
  const isInside = compileNetworks(cidr);
  const known = new WeakMap<NonNullable<RequestContext['source']>, Truth>();
  const look = (ip: unknown): Truth => {
    if (typeof ip !== 'string' || ip.includes('%')) return unknown;
    return isIP(ip) === 0 ? unknown : truthOf(isInside(ip));
  };
  return ({ context }) => {
    const source = own(context, 'source');
    if (typeof source !== 'object' || source === null) return unknown;
    const before = known.get(source);
    if (before !== undefined) return before;
    const truth = look(own(source, 'ip'));
    if (Object.isFrozen(source)) known.set(source, truth);
    return truth;
  };
}

export const source: ConditionKind<SourceCondition> = {
  description: 'From which networks the request must come. Unknown where the host tells no address.',
  form: map<SourceCondition>({
    noun: 'the condition source',
    members: {
      cidr: required(
        list({ of: network, noun: 'a network', maximum: mostNetworks }),
        'Networks, such as 10.0.0.0/8 or fd00::/8; one of them is enough.',
      ),
    },
    refused: new Map([['ip', 'write cidr, a list of networks; one address is a network such as 10.1.2.3/32']]),
  }),
  parts: ({ cidr }) => [
    {
      name: 'source.cidr',
      words: `the source is in ${cidr.join(', ')}`,
      reads: ['context.source.ip'],
      test: compile(cidr),
    },
  ],
  shifts: ({ cidr }) =>
    cidr.flatMap((text, place): Shift<SourceCondition>[] => {
      const wider = widened(text);
      if (wider === undefined || cidr.includes(wider)) return [];
      return [{ words: `source.cidr ${text} → ${wider}`, value: { cidr: cidr.with(place, wider) } }];
    }),
};
