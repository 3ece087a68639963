import type { AuthorizationRequest } from '@chatelaine/core';
import { type Truth, truthOf, unknown } from '../evaluation/truth.ts';
import { choice } from '../form/choice.ts';
import type { Form } from '../form/form.ts';
import { list } from '../form/list.ts';
import { map, optional, required } from '../form/map.ts';
import { text, type TextForm } from '../form/text.ts';
import type { ConditionKind, ConditionPart, Shift } from './condition-kind.ts';
import { localTimes, timeZone, type WeekDay, weekDays } from './local-time.ts';

/** When the request must come, by the clock on the wall of a time zone. All that is given must hold. */
export interface TimeCondition {
  readonly days?: readonly WeekDay[];
  /** `HH:MM`; from then on. With `to`; a `from` behind `to` goes over midnight. */
  readonly from?: string;
  /** `HH:MM`, or `24:00`; until then, not then. */
  readonly to?: string;
  /** A name of the IANA time zone database. */
  readonly zone: string;
}

const minutesOfDay = 1_440;
const start: TextForm = {
  minimum: 1,
  maximum: 5,
  pattern: /^(?:[01]\d|2[0-3]):[0-5]\d$/,
  description: 'a time of day, such as "07:00"',
};
const end: TextForm = {
  ...start,
  pattern: /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/,
  description: 'a time of day, such as "19:00", up to "24:00"',
};

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

function daysPart(days: readonly WeekDay[], zone: string): ConditionPart {
  const timeIn = localTimes(zone);
  const wanted: ReadonlySet<WeekDay> = new Set(days);
  return {
    name: 'time.days',
    words: `it is ${days.join(', ')} in ${zone}`,
    reads: ['now'],
    test({ now }: AuthorizationRequest): Truth {
      const time = timeIn(now);
      return time === undefined ? unknown : truthOf(wanted.has(time.day));
    },
  };
}

function hoursPart(from: string, to: string, zone: string): ConditionPart {
  const timeIn = localTimes(zone);
  const [first, last] = [minutes(from), minutes(to)];
  return {
    name: 'time.from',
    words: `it is ${from}–${to} in ${zone}`,
    reads: ['now'],
    test({ now }: AuthorizationRequest): Truth {
      const time = timeIn(now);
      if (time === undefined) return unknown;
      const { minute } = time;
      return truthOf(first < last ? minute >= first && minute < last : minute >= first || minute < last);
    },
  };
}

function shifted(value: TimeCondition, member: 'from' | 'to', step: number): readonly Shift<TimeCondition>[] {
  const before = value[member];
  if (before === undefined) return [];
  const minute = minutes(before) + step;
  const most = member === 'to' ? minutesOfDay : minutesOfDay - 1;
  const after = clock(minute);
  if (minute < 0 || minute > most || after === value.from || after === value.to) return [];
  return [{ words: `time.${member} ${before} → ${after}`, value: { ...value, [member]: after } }];
}

const form: Form<TimeCondition> = map<TimeCondition>({
  noun: 'the condition time',
  members: {
    days: optional(
      list({ of: choice('day', weekDays), noun: 'a day', maximum: weekDays.length }),
      'The days of the week.',
    ),
    from: optional(text(start), 'From this time of day on, such as "07:00".'),
    to: optional(text(end), 'Until this time of day; before "from", it is one of the next day.'),
    zone: required(timeZone, 'The time zone whose clock counts, such as Europe/Berlin.'),
  },
  check({ from, to }, members, { report }) {
    const at = (name: string): number => members.get(name)?.keyOffset ?? 0;
    if (members.has('from') && !members.has('to')) {
      report(at('from'), 'missing-member', 'the condition time has a "from" without a "to"');
    } else if (members.has('to') && !members.has('from')) {
      report(at('to'), 'missing-member', 'the condition time has a "to" without a "from"');
    } else if (!members.has('from') && !members.has('days') && members.has('zone')) {
      report(at('zone'), 'missing-member', 'the condition time says no time; give days, or from and to');
    } else if (from !== undefined && from === to) {
      report(at('to'), 'invalid-value', 'from and to are the same time; for the whole day leave both out');
    }
  },
});

export const time: ConditionKind<TimeCondition> = {
  description: 'Days of the week and times of day, by the clock of a time zone.',
  form,
  parts: ({ days, from, to, zone }) => [
    ...(days ? [daysPart(days, zone)] : []),
    ...(from !== undefined && to !== undefined ? [hoursPart(from, to, zone)] : []),
  ],
  shifts: (value) =>
    (['from', 'to'] as const).flatMap((member) => [-1, 1].flatMap((step) => shifted(value, member, step))),
};
