import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { NOT_APPLICABLE } from '../../verdict';
import { DATABASE_CLUSTERS, DATABASE_INSTANCE, isPartOfCluster } from '../support/databases';
import { checkFlag } from '../support/look';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

/** Nobody deletes a database by mistake. */
export const DATABASE_DELETION_PROTECTED: Rule = {
  criterion: TrustServicesCriterion.A1_2,
  alsoServes: [TrustServicesCriterion.C1_1],
  name: 'DatabaseDeletionProtected',
  info: 'The database can be deleted in one step.',
  explanation: 'One wrong call then takes away the service (A1.2) and what has to be kept (C1.1). Set DeletionProtection.',
  sources: [cloudFormation(DATABASE_INSTANCE), ...DATABASE_CLUSTERS.map(cloudFormation), CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: [DATABASE_INSTANCE, ...DATABASE_CLUSTERS],
  check: (database) => {
    // Of the instances of a cluster the cluster is what is protected.
    return isPartOfCluster(database) ? NOT_APPLICABLE : checkFlag(database.properties, ['DeletionProtection'], { whenAbsent: false });
  },
};
