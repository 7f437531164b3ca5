import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CfnResource } from 'aws-cdk-lib';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { CfnInclude, type CfnIncludeProps } from 'aws-cdk-lib/cloudformation-include';
import { templatesOf } from '../../../lib/compliance/soc2/model/app-templates';
import type { Refusal, Source } from './source';

/** A resource of a template, as a construct. */
export interface Included {
  readonly node: CfnResource;
  readonly source: Source;
  readonly logicalId: string;
}

/** Templates as stacks of one app, so that the rules of cdk-nag see them, too. */
export interface TemplateApp {
  readonly app: App;
  readonly resources: readonly Included[];
  /** Those that could not be included. */
  readonly refusals: readonly Refusal[];
}

/** What does not make resources that can't be seen here. */
const HARMLESS_TRANSFORMS = ['AWS::LanguageExtensions', 'AWS::CodeDeployBlueGreen', 'AWS::SecretsManager-2020-07-23', 'AWS::SecretsManager-2024-09-16'];

/** Includes each template in a stack of its own. */
export function templateApp(sources: readonly Source[]): TemplateApp {
  const app = new App({ analyticsReporting: false });
  const resources: Included[] = [];
  const refusals: Refusal[] = [];
  const folder = mkdtempSync(path.join(tmpdir(), 'soc2-'));
  try {
    for (const [index, source] of sources.entries()) {
      const id = `Stack${index}`;
      try {
        resources.push(...include(app, id, source, folder));
      } catch (error) {
        app.node.tryRemoveChild(id);
        refusals.push({ file: source.file, cause: causeOf(error, folder) });
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { app, resources, refusals };
}

function include(app: App, id: string, source: Source, folder: string): readonly Included[] {
  requireSeen(source);
  const stack = new Stack(app, id, { env: { ...source.environment } });
  const included = new CfnInclude(stack, 'Template', includeProps(source, folder, id));
  // Properties are looked at when they are rendered: a wrong one must be told now, and of this file.
  templatesOf(stack);
  return resourcesOf(included, source);
}

function includeProps(source: Source, folder: string, id: string): CfnIncludeProps {
  const templateFile = path.join(folder, `${id}.json`);
  writeFileSync(templateFile, JSON.stringify(source.body));
  return {
    templateFile, allowCyclicalReferences: true,
    loadNestedStacks: Object.fromEntries([...source.nested].map(([logicalId, nested]) => [logicalId, includeProps(nested, folder, `${id}-${logicalId}`)])),
  };
}

function resourcesOf(included: CfnInclude, source: Source): readonly Included[] {
  return Object.keys(source.body.Resources ?? {}).flatMap((logicalId): readonly Included[] => {
    const nested = source.nested.get(logicalId);
    const below = nested === undefined ? [] : resourcesOf(included.getNestedStack(logicalId).includedTemplate, nested);
    const node = included.getResource(logicalId);
    acknowledge(node, source, logicalId);
    return [{ node, source, logicalId }, ...below];
  });
}

/** What the app has acknowledged at the resource or above it, and what stands in its metadata as cdk-nag writes it. */
function acknowledge(node: CfnResource, { acknowledged, body, constructPaths }: Source, logicalId: string): void {
  const at = constructPaths.get(logicalId);
  const inApp = acknowledged.filter(({ path: above }) => at !== undefined && (at === above || above === '' || at.startsWith(`${above}/`)));
  const metadata = body.Resources?.[logicalId]?.Metadata?.cdk_nag as { readonly rules_to_suppress?: unknown } | undefined;
  const listed = metadata?.rules_to_suppress;
  const inTemplate = Array.isArray(listed) ? listed as readonly { readonly id?: unknown; readonly reason?: unknown }[] : [];
  for (const { id, reason } of [...inApp, ...inTemplate]) {
    if (typeof id !== 'string' || typeof reason !== 'string') continue;
    const [, finding] = /^(?:annotation::|soc2::)?(Soc2-.*)$/is.exec(id) ?? [];
    if (finding !== undefined) Validations.of(node).acknowledge({ id: finding, reason });
  }
}

/** @throws Error where resources are made that do not stand in the template */
function requireSeen({ body, nested }: Source): void {
  const { Transform: given } = body as { readonly Transform?: unknown };
  const transforms = (Array.isArray(given) ? given : [given]).filter((transform) => transform !== undefined)
    .map((transform: unknown) => typeof transform === 'object' ? (transform as { Name?: unknown } | null)?.Name : transform);
  const unseen = transforms.find((name) => !HARMLESS_TRANSFORMS.includes(String(name)));
  if (unseen !== undefined) {
    throw new Error(`got the transform ${JSON.stringify(unseen)}, expected a template that shows all of its resources: give the processed one (aws cloudformation get-template --template-stage Processed)`);
  }
  const loop = Object.keys(body.Resources ?? {}).find((name) => name.startsWith('Fn::ForEach'));
  if (loop !== undefined) throw new Error(`got ${JSON.stringify(loop)} in Resources, expected a template that shows all of its resources: give the processed one (aws cloudformation get-template --template-stage Processed)`);
  for (const child of nested.values()) requireSeen(child);
}

function causeOf(error: unknown, folder: string): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(`${folder}${path.sep}`, '').split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(0, 4).join(' ');
}
