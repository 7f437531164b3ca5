import { TaskError, type TaskHandlers } from '../step-functions/interpreter';

type Value = { readonly S?: string; readonly N?: string; readonly SS?: readonly string[] };
type Item = Record<string, Value>;

interface Call {
  readonly Key?: Item;
  readonly Item?: Item;
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, Value>>;
}

/**
 * As much of DynamoDB as the jobs' state machines ask of it, in memory, each call in one step. What it doesn't know it refuses. An
 * emulator is asked the same in test/e2e/state-machine-turns.test.ts.
 */
export class MemoryTable {
  private readonly items = new Map<string, Item>();
  /** Asked before each call; what it throws is the answer. */
  fault: (call: string, args: object) => void = () => undefined;

  readonly tasks: TaskHandlers = {
    'dynamodb:getItem': (args) => this.answer('getItem', args, ({ Key = {} }) => ({ Item: this.items.get(keyOf(Key)) })),
    'dynamodb:putItem': (args) => this.answer('putItem', args, ({ Item: item = {} }) => { this.items.set(keyOf(item), item); return {}; }),
    'dynamodb:updateItem': (args) => this.answer('updateItem', args, (call) => { this.update(call); return {}; }),
  };

  /** An item by its sort key. */
  item(item: string): Item | undefined {
    return this.items.get(item);
  }

  /** Items by their sort keys. */
  get all(): ReadonlyMap<string, Item> {
    return this.items;
  }

  /** Writes an item, as somebody else would. */
  put(item: Item): void {
    this.items.set(keyOf(item), item);
  }

  private async answer(name: string, args: object, call: (args: Call) => object): Promise<object> {
    await new Promise((resolve) => { setImmediate(resolve); });
    this.fault(name, args);
    return structuredClone(call(structuredClone(args) as Call));
  }

  private update(call: Call): void {
    const { Key = {}, UpdateExpression = '', ConditionExpression = '' } = call;
    const item = { ...this.items.get(keyOf(Key)) ?? Key };
    if (!new Condition(ConditionExpression, call, item).holds()) throw new TaskError('DynamoDB.ConditionalCheckFailedException', 'The conditional request failed');
    for (const [, clause, body = ''] of UpdateExpression.matchAll(/(SET|ADD|REMOVE|DELETE) ([^A-Z]+)/g)) {
      const [name, value] = [nameIn(call, /#\w+/.exec(body)?.[0]), call.ExpressionAttributeValues?.[/:\w+/.exec(body)?.[0] ?? '']];
      const set = new Set(item[name]?.SS);
      if (clause === 'SET') item[name] = value as Value;
      if (clause === 'REMOVE') delete item[name];
      if (clause === 'ADD') item[name] = { SS: [...set, ...value?.SS ?? []].filter((each, index, all) => all.indexOf(each) === index) };
      if (clause === 'DELETE') item[name] = { SS: [...set].filter((each) => value?.SS?.includes(each) !== true) };
      // A set that has become empty is an attribute no more.
      if (item[name]?.SS?.length === 0) delete item[name];
    }
    this.items.set(keyOf(Key), item);
  }
}

/** `a OR (b AND c)`, read from the left. */
class Condition {
  private rest: string;

  constructor(text: string, private readonly call: Call, private readonly item: Item) {
    this.rest = text;
  }

  holds(): boolean {
    const holds = this.rest === '' || this.or();
    if (this.rest.trim() !== '') throw new Error(`got ${this.rest} in a condition, expected one that is known`);
    return holds;
  }

  private or(): boolean {
    let holds = this.and();
    while (this.take(/^\s*OR /) !== undefined) holds = this.and() || holds;
    return holds;
  }

  private and(): boolean {
    let holds = this.one();
    while (this.take(/^\s*AND /) !== undefined) holds = this.one() && holds;
    return holds;
  }

  private one(): boolean {
    if (this.take(/^\s*\(/) !== undefined) {
      const holds = this.or();
      this.take(/^\s*\)/);
      return holds;
    }
    const missing = this.take(/^\s*attribute_not_exists\((#\w+)\)/);
    if (missing !== undefined) return this.at(missing[1]) === undefined;
    const smaller = this.take(/^\s*size\((#\w+)\) < (:\w+)/);
    if (smaller !== undefined) return (this.at(smaller[1])?.SS?.length ?? NaN) < Number(this.value(smaller[2]).N);
    const equal = this.take(/^\s*(#\w+) = (:\w+)/);
    if (equal !== undefined) return this.at(equal[1])?.S === this.value(equal[2]).S;
    throw new Error(`got ${this.rest} in a condition, expected one that is known`);
  }

  private at(name: string | undefined): Value | undefined {
    return this.item[nameIn(this.call, name)];
  }

  private value(name: string | undefined): Value {
    return this.call.ExpressionAttributeValues?.[name ?? ''] as Value;
  }

  private take(form: RegExp): RegExpExecArray | undefined {
    const found = form.exec(this.rest) ?? undefined;
    this.rest = this.rest.slice(found?.[0].length ?? 0);
    return found;
  }
}

function nameIn({ ExpressionAttributeNames = {} }: Call, placeholder = ''): string {
  const name = ExpressionAttributeNames[placeholder];
  if (name === undefined) throw new Error(`got ${placeholder}, expected a name in ExpressionAttributeNames`);
  return name;
}

function keyOf({ item }: Item): string {
  return item?.S as string;
}
