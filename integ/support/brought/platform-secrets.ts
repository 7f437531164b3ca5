import { RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledgeInPacks } from '../../../lib/compliance/acknowledge';

/** The secrets that a service can be given. */
export class PlatformSecrets extends Construct {
  /** What workers sign in with. */
  public readonly workerCredential: Secret;
  /** Where task history is kept: beside the state, so that the test needs no database server. */
  public readonly taskHistoryUrl: Secret;

  public constructor(scope: Construct, id: string, encryptionKey: IKey) {
    super(scope, id);
    const password = this.keep(new Secret(this, 'WorkerPassword', {
      encryptionKey, generateSecretString: { passwordLength: 40, excludePunctuation: true }, removalPolicy: RemovalPolicy.DESTROY,
    }));
    // A reference, which CloudFormation resolves: the template has no password.
    const credential = SecretValue.unsafePlainText(`worker:${password.secretValue.unsafeUnwrap()}`);
    this.workerCredential = this.keep(new Secret(this, 'WorkerCredential', {
      encryptionKey, secretObjectValue: { current: credential, previous: credential }, removalPolicy: RemovalPolicy.DESTROY,
    }));
    this.taskHistoryUrl = this.keep(new Secret(this, 'TaskHistoryUrl', {
      encryptionKey, secretStringValue: SecretValue.unsafePlainText('sqlite:////var/lib/luigid/task-history.db'), removalPolicy: RemovalPolicy.DESTROY,
    }));
  }

  private keep(secret: Secret): Secret {
    const reason = 'A test\'s own, gone with it within the hour';
    Validations.of(secret).acknowledge({ id: 'AwsSolutions-SMG4', reason });
    acknowledgeInPacks(secret, 'SecretsManagerRotationEnabled', reason);
    return secret;
  }
}
