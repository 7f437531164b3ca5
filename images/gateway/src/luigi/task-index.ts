import type { FamilyScope } from '../access/family-scope';
import { unhurriedly } from './breathe';
import type { Collage } from './collage';
import { Gate } from './gate';
import { parseSlice, spansOf } from './json-bytes';
import { familyOfTask, hasOnlyOwnMembers, ownMembers, type SerialisedTask } from './serialised-task';

/** Where one task of an answer lies. */
interface Entry {
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
  /** Position of its family among the index's families. */
  readonly family: number;
  /** Whether it holds nothing but its own affairs, so that it can be passed on as it is. */
  readonly plain: boolean;
}

/** Where the tasks of an answer lie, and of what family each is: found out once, however many scopes are cut from it. */
export class TaskIndex {
  private constructor(private readonly answer: Buffer, private readonly families: readonly string[], private readonly entries: readonly Entry[]) {}

  /** The index of the object of tasks that opens at `at`: made once for each answer. */
  static of(answer: Buffer, at: number): Promise<TaskIndex> {
    let known = indexes.get(answer);
    if (known === undefined) indexes.set(answer, known = new Map<number, Promise<TaskIndex>>());
    let index = known.get(at);
    if (index === undefined) known.set(at, index = oneAtATime.pass(() => TaskIndex.make(answer, at)));
    return index;
  }

  private static async make(answer: Buffer, at: number): Promise<TaskIndex> {
    const families = new Map<string, number>();
    const entries: Entry[] = [];
    for await (const { start, valueStart, end } of unhurriedly(spansOf(answer, at))) {
      const task = parsed(answer, valueStart, end);
      const name = familyOfTask(task);
      if (name === undefined) continue;
      let family = families.get(name);
      if (family === undefined) families.set(name, family = families.size);
      entries.push({ start, valueStart, end, family, plain: hasOnlyOwnMembers(task as SerialisedTask) });
    }
    return new TaskIndex(answer, [...families.keys()], entries);
  }

  /** Copies the object with only the tasks that the scope holds; answers how many. */
  copyVisible(scope: FamilyScope, collage: Collage): number {
    const visible = this.families.map((family) => scope.includes(family));
    let count = 0;
    collage.text('{');
    for (const { start, valueStart, end, family, plain } of this.entries) {
      if (!visible[family]) continue;
      if (count > 0) collage.text(', ');
      count += 1;
      if (plain) {
        collage.copy(start, end);
        continue;
      }
      collage.copy(start, valueStart);
      collage.text(JSON.stringify(ownMembers(parseSlice(this.answer, valueStart, end) as SerialisedTask)));
    }
    collage.text('}');
    return count;
  }
}

const indexes = new WeakMap<Buffer, Map<number, Promise<TaskIndex>>>();

/** Two long answers side by side take as long, and more memory, than one after the other. */
const oneAtATime = new Gate({ atOnce: 1, waiting: 256, patienceMs: 30_000 });

/** Python writes NaN and Infinity, which are not JSON: a task that holds one is shown to nobody who does not see all. */
function parsed(answer: Buffer, start: number, end: number): unknown {
  try {
    return parseSlice(answer, start, end);
  } catch {
    return undefined;
  }
}
