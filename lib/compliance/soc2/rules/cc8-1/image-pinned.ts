import { knownStart, shown, text } from '../../../../cloudformation/read';
import { resourcesIn } from '../../../../cloudformation/references';
import { Text, Unknown, type Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, unresolved } from '../../verdict';
import { CONTAINER_TYPES, eachContainer, TASK_DEFINITION } from '../support/containers';
import { cloudFormation } from '../support/sources';

/** What CDK gives its own assets: in a private registry of the account, tagged by what they are made of. */
const ASSET = /\.dkr\.ecr\..*:([\w.-]*-)?[0-9a-f]{64}$/;

/** What is deployed is what was reviewed: no tag that somebody can move. */
export const IMAGE_PINNED: Rule = {
  criterion: TrustServicesCriterion.CC8_1,
  alsoServes: [TrustServicesCriterion.CC7_1],
  name: 'ImagePinnedByDigest',
  info: 'The container\'s image is named by a tag that can be moved.',
  explanation: 'Another program can then run than the one that was tested and approved (CC8.1), and nothing in the template shows it (CC7.1). Name the image by its digest (`image@sha256:…`), or keep it in an ECR repository of the app whose tags are immutable. Assets that CDK builds are tagged by their content and count as pinned.',
  sources: [
    cloudFormation(TASK_DEFINITION),
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html',
  ],
  resourceTypes: CONTAINER_TYPES,
  check: (resource) => eachContainer(resource, ({ name, config }) => judged(config.Image, name)),
};

function judged(image: Value | undefined, name: string): readonly string[] {
  const whole = shown(image);
  // Whatever follows the sign can only be a digest.
  if (/@/.test(knownText(image)) || ASSET.test(whole) || hasFixedTags(image)) return COMPLIANT;
  return text(image) === undefined && !hasKnownTag(image) ? unresolved(name) : [name];
}

/** Whether it comes from a repository of the estate that never lets a tag be moved. */
function hasFixedTags(image: Value | undefined): boolean {
  return resourcesIn(image).some((repository) => repository.type === 'AWS::ECR::Repository' && repository.get('ImageTagMutability') === 'IMMUTABLE');
}

/** Whether the tag can be read although the registry, say, can't; so too where a repository has no tag behind it. */
function hasKnownTag(image: Value | undefined): boolean {
  if (!(image instanceof Text)) return false;
  const last = image.parts.at(-1);
  if (last instanceof Unknown) return last.shown.startsWith('AWS::');
  return typeof last === 'string' ? /[:/][^/:]+$/.test(last) && !last.includes('{{resolve:') : true;
}

function knownText(image: Value | undefined): string {
  if (typeof image === 'string') return knownStart(image);
  return image instanceof Text ? image.parts.filter((part) => typeof part === 'string').join('') : '';
}
