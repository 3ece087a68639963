import type { AuditEvent } from '@chatelaine/core';
import type { AuditSinkSubject } from '../../src/audit-sink/index.ts';
import { honestSink, lineOf, Place, type SinkFunctions, sinkSubject } from './honest-sink.ts';

type Subject = () => AuditSinkSubject;

const lying =
  (change: (honest: SinkFunctions, place: Place) => Partial<SinkFunctions>): Subject =>
  () =>
    sinkSubject((place) => {
      const honest = honestSink(place);
      return { ...honest, ...change(honest, place) };
    });

/** Lies in the events that it writes. */
const writing = (change: (events: readonly AuditEvent[]) => readonly AuditEvent[]): Subject =>
  lying(({ write }) => ({ write: (events) => write(change(events)) }));

/** Lies in one event. */
const writingEach = (change: (event: AuditEvent) => AuditEvent): Subject => writing((events) => events.map(change));

const asked = (change: (text: string) => string): Subject =>
  writingEach((event) => (event.asked === undefined ? event : { ...event, asked: change(event.asked) }));

export const sinkMutants: Readonly<Record<string, Subject>> = {
  'leaves out intents': writing((events) => events.filter(({ phase }) => phase !== 'intent')),
  'leaves out decisions': writingEach(({ decision: _left, ...event }) => event),
  'leaves out the second key': writingEach(({ destination: _left, ...event }) => event),
  'writes one event of each call': writing((events) => events.slice(0, 1)),
  'sorts by time': writing((events) => events.toSorted((a, b) => (a.time < b.time ? -1 : 1))),
  'takes 1,000 events at most': writing((events) => events.slice(0, 1_000)),
  'writes when it is synced': lying(({ write, sync }) => {
    const waiting: AuditEvent[] = [];
    const flush = async (): Promise<void> => write(waiting.splice(0));
    return {
      write: (events) => Promise.resolve(void waiting.push(...events)),
      sync: () => flush().then(sync),
      close: flush,
    };
  }),
  'loses what it has when it is closed': lying((_honest, place) => ({
    close: () => {
      place.text = '';
      return Promise.resolve();
    },
  })),
  'writes an empty event for none': lying(({ write }, place) => ({
    write: (events) => {
      if (events.length === 0) place.text += '{}\n';
      return write(events);
    },
  })),
  'does not end its lines where text has a line break': lying((_honest, place) => ({
    write: (events) => {
      place.text += events.map((event) => lineOf(event).replaceAll(String.raw`\n`, '\n')).join('');
      return Promise.resolve();
    },
  })),
  'takes out what is no ASCII': asked((text) => text.replaceAll(/[^ -~]/g, '')),
  'cuts long text': asked((text) => text.slice(0, 1_000)),
  'writes as UTF-8, which has no lone surrogates': asked((text) => Buffer.from(text).toString()),
  'adds to what it is given': lying(({ write }) => ({
    write: (events) => {
      for (const event of events) if (!Object.isFrozen(event)) Object.assign(event, { written: true });
      return write(events.map((event) => ({ ...event })));
    },
  })),
  'empties the list that it is given': lying(({ write }) => ({
    write: async (events) => {
      await write([...events]);
      if (Array.isArray(events) && !Object.isFrozen(events)) events.length = 0;
    },
  })),
  'keeps the events, and writes all anew': lying((_honest, place) => {
    const kept: AuditEvent[] = [];
    return {
      write: (events) => {
        kept.push(...events);
        place.text = kept.map(lineOf).join('');
        return Promise.resolve();
      },
    };
  }),
  'fails to sync nothing': lying((_honest, place) => ({
    sync: () => (place.text === '' ? Promise.reject(new Error('There is no file.')) : Promise.resolve()),
  })),
  'writes again what it syncs': lying((_honest, place) => ({
    sync: () => {
      place.text += place.text;
      return Promise.resolve();
    },
  })),
  'fails to close nothing': lying((_honest, place) => ({
    close: () => (place.text === '' ? Promise.reject(new Error('There is no file.')) : Promise.resolve()),
  })),
  'has one place for all': () => sinkSubject(honestSink, new Place()),
};
