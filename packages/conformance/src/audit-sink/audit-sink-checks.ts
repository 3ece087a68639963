import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { AuditEvent, AuditSink } from '@chatelaine/core';
import type { Check } from '../check.ts';
import type { AuditSinkSubject } from './audit-sink-subject.ts';
import { event, events, hostile, kinds } from './test-events.ts';

/** A check on one sink, which is closed afterwards, unless it was. */
function onSink(
  name: string,
  run: (sink: AuditSink, subject: AuditSinkSubject, close: () => Promise<void>) => Promise<void>,
): Check<AuditSinkSubject> {
  return {
    name,
    async run(subject) {
      const sink = await subject.open();
      let isOpen = true;
      const close = async (): Promise<void> => {
        isOpen = false;
        await sink.close();
      };
      try {
        await run(sink, subject, close);
      } finally {
        if (isOpen) await sink.close();
      }
    },
  };
}

/** Without what is undefined, which is the same as absent. */
function plain(given: AuditEvent | undefined): unknown {
  return given === undefined ? undefined : JSON.parse(JSON.stringify(given));
}

async function assertWritten(
  { read }: AuditSinkSubject,
  sink: AuditSink,
  expected: readonly AuditEvent[],
  when: string,
): Promise<void> {
  const found = await read(sink);
  for (const [index, given] of expected.entries()) {
    const [was, is] = [plain(given), plain(found[index])];
    const difference = `event ${index + 1} of ${expected.length} is ${JSON.stringify(is)}, not ${JSON.stringify(was)}`;
    assert(isDeepStrictEqual(is, was), `${when}, ${difference}`);
  }
  assert.equal(found.length, expected.length, `${when} there are ${found.length} events, not ${expected.length}`);
}

/** The contract of `AuditSink`, law by law. Register them with `registerChecks`. */
export const auditSinkChecks: readonly Check<AuditSinkSubject>[] = [
  onSink('writes every kind of event whole', async (sink, subject) => {
    await sink.write(kinds);
    await assertWritten(subject, sink, kinds, 'when write has resolved');
  }),

  onSink('has written when write resolves, without sync or close', async (sink, subject) => {
    for (const count of [1, 2, 3]) {
      await sink.write([event(count)]);
      await assertWritten(subject, sink, events(count), `after write ${count}`);
    }
  }),

  onSink('keeps the order in which events are given, whatever their times say', async (sink, subject) => {
    const given = events(40).toReversed();
    for (let start = 0; start < given.length; start += 7) await sink.write(given.slice(start, start + 7));
    await assertWritten(subject, sink, given, 'after six writes');
  }),

  onSink('writes thousands of events at once', async (sink, subject) => {
    await sink.write(events(5_000));
    await assertWritten(subject, sink, events(5_000), 'after one write');
  }),

  onSink('writes nothing for no events', async (sink, subject) => {
    await sink.write([]);
    await assertWritten(subject, sink, [], 'after a write of nothing');
    await sink.write([event(1)]);
    await assertWritten(subject, sink, [event(1)], 'after the next write');
  }),

  onSink('forges and loses nothing, whatever text callers send', async (sink, subject) => {
    const given = hostile.map((text, index) => event(index + 1, { asked: text }));
    await sink.write(given);
    await assertWritten(subject, sink, given, 'after hostile text');
  }),

  onSink('changes nothing that it is given, and keeps none of it', async (sink, subject) => {
    const first = { ...event(1) };
    const given = [first];
    await sink.write(given);
    assert.deepEqual([given.length, { ...first }], [1, { ...event(1) }], 'what was given has changed');
    Object.assign(first, { principal: 'user:mallory' });
    given.push(event(9));
    await sink.write([event(2)]);
    await assertWritten(subject, sink, events(2), 'after what was given was changed');
  }),

  onSink('syncs before the first event and after the last', async (sink, subject) => {
    await sink.sync();
    await sink.write(events(2));
    await sink.sync();
    await sink.sync();
    await assertWritten(subject, sink, events(2), 'after sync');
  }),

  onSink('has everything when it is closed', async (sink, subject, close) => {
    await sink.write(events(3));
    await close();
    await assertWritten(subject, sink, events(3), 'after close');
  }),

  onSink('closes without an event', async (sink, subject, close) => {
    await close();
    await assertWritten(subject, sink, [], 'after close');
  }),

  onSink('mixes nothing up with another sink', async (sink, subject) => {
    const other = await subject.open();
    try {
      await sink.write([event(1)]);
      await other.write([event(11)]);
      await Promise.all([sink.write([event(2)]), other.write([event(12)])]);
      await assertWritten(subject, sink, [event(1), event(2)], 'beside another sink');
      await assertWritten(subject, other, [event(11), event(12)], 'in the other sink');
    } finally {
      await other.close();
    }
  }),
];
