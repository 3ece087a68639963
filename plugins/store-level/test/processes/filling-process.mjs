// Makes ten commits of four large records under a limit for the size of files, so that about every fourth one fails.
// Says of each what became of it, and how many of its records are there.
import { loadSources, say } from './sources.mjs';

const [directory] = process.argv.slice(2);
const { LevelKeyStore } = await loadSources();
const store = await LevelKeyStore.open(directory);
const value = Buffer.alloc(65_536, 'a');

for (let count = 0; count < 10; count += 1) {
  const changes = ['1', '2', '3', '4'].map((part) => ({ path: `n${count}/${part}`, expected: 0, value }));
  const outcome = await store.commit(changes).then(
    () => 'acknowledged',
    (error) => error.code,
  );
  const found = await store.list(`n${count}/`, undefined, 10);
  await say(`n${count} ${outcome} ${found.length}`);
}
await store.close();
