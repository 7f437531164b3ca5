import { addTask, saved, start, taskIds } from '../support/luigid-harness';
import { inPython } from '../support/luigid-python';

describe('Python\'s search for garbage keeps off the tasks', () => {
  test('what has come to stay is set aside when it is much, not otherwise; once an hour all is searched', async () => {
    const told = await inPython(`
import gc, json, weakref
gc.disable()
from luigid.garbage import Garbage

class Ring: pass
def ring():
    one = Ring()
    one.self = one
    return weakref.ref(one)

now, tasks = [0.0], [0]
garbage = Garbage(lambda: tasks[0], lambda: now[0])
told = []
kept = []
def tell(): told.append([gc.get_freeze_count() > begun, lost() is None])

begun = gc.get_freeze_count()
lost = ring()
kept.extend({} for _ in range(5000))
tasks[0] = 1000; garbage.tidy(); tell()
tasks[0] = 1001; garbage.tidy(); tell()
# set aside with the rest: an ordinary search does not find it any more
gc.collect(); tell()
now[0] = 3599.0; garbage.tidy(); tell()
now[0] = 3600.0; garbage.tidy(); tell()
print(json.dumps(told))
`);

    expect(told).toEqual([[false, false], [true, false], [true, false], [true, false], [true, true]]);
  });

  test('a state that was loaded is set aside at once, and dumps and calls go on', async () => {
    const first = await start();
    await addTask(first, 'a');
    await first.stop();
    const second = await start({ stateDir: first.stateDir });

    await addTask(second, 'b');
    await saved(second);

    expect(await taskIds(second)).toEqual(['etl.Job_a', 'etl.Job_b', 'etl.Job_marker']);
  });
});
