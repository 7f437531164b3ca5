import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attachCustomSynthesis, Stage } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { visibleJson } from '../documents/visible-json';
import { accessMatrixDocument } from './access-matrix-document';
import { accessMatrixMarkdown } from './access-matrix-markdown';
import type { AccessRegistry } from './access-registry';
import { unseenMappings } from './unseen-mappings';

const ID = 'LuigiAccessMatrix';

/**
 * Writes `access-matrix.json` and `access-matrix.md` into the cloud assembly of an app or a stage: who may do what by the mappings below it.
 * Both are written anew with each synthesis, and are the same bytes for the same mappings.
 */
export class AccessMatrix extends Construct {
  /** Sees to a matrix in every cloud assembly that the construct is a part of. */
  static ensureAround(construct: IConstruct, registry: AccessRegistry): void {
    for (const stage of construct.node.scopes) {
      if (Stage.isStage(stage) && stage.node.tryFindChild(ID) === undefined) new AccessMatrix(stage, registry);
    }
  }

  private constructor(stage: Stage, registry: AccessRegistry) {
    super(stage, ID);
    // Once: it looks at the whole app.
    if (stage.node.root === stage) this.node.addValidation({ validate: () => unseenMappings(registry, stage) });
    attachCustomSynthesis(this, {
      onSynthesize: ({ assembly }) => {
        const document = accessMatrixDocument(registry, stage);
        writeFileSync(join(assembly.outdir, 'access-matrix.json'), visibleJson(document));
        writeFileSync(join(assembly.outdir, 'access-matrix.md'), accessMatrixMarkdown(document));
      },
    });
  }
}
