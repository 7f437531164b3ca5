import { App, type Environment, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Layer } from '../../../preflight/finding';

/** A stack that would deploy. */
export interface CorrectCase {
  /** What it is. */
  readonly name: string;
  /** @default - any account and region */
  readonly env?: Environment;
  readonly build: (stack: Stack) => void;
}

/** A stack that would deploy but for one fault. */
export interface FaultCase {
  /** What is wrong with it. */
  readonly fault: string;
  /** Who finds it: exactly these. */
  readonly layers: readonly Layer[];
  readonly env?: Environment;
  readonly build: (stack: Stack) => void;
}

/** Ids of stacks by number: names have characters that ids may not. */
export function stackId(prefix: string, index: number): string {
  return `${prefix}${String(index + 1).padStart(3, '0')}`;
}

/** Makes a stack for each case, below one app. */
export function addStacks(scope: Construct, prefix: string, cases: readonly (CorrectCase | FaultCase)[]): void {
  cases.forEach(({ build, env }, index) => build(new Stack(scope, stackId(prefix, index), { env })));
}

/** An app as the command line makes one, with the recommended flags that matter. */
export function newApp(outdir: string): App {
  return new App({ outdir, analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true } });
}
