import { GetParameterCommand, ParameterNotFound, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parseLaneDocument, type LaneDocument } from '../../../../lib/contract/lane-document';

/** The SSM parameter that tells of the worker lane. Needs ssm:GetParameter, and to write also ssm:PutParameter, on this one. */
export class LaneParameter {
  private readonly client: Pick<SSMClient, 'send' | 'destroy'>;

  /** @param client region and credentials come from the environment where it is left out */
  constructor(private readonly name: string, client?: Pick<SSMClient, 'send' | 'destroy'>) {
    const requestHandler = { connectionTimeout: 2000, requestTimeout: 3000, throwOnRequestTimeout: true };
    this.client = client ?? new SSMClient({ maxAttempts: 2, requestHandler });
  }

  /** Undefined where it is not there, or tells nothing. */
  async read(): Promise<LaneDocument | undefined> {
    try {
      const { Parameter } = await this.client.send(new GetParameterCommand({ Name: this.name }), { abortSignal: AbortSignal.timeout(8000) });
      return parseLaneDocument(Parameter?.Value ?? '');
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  }

  async write(document: LaneDocument): Promise<void> {
    await this.client.send(new PutParameterCommand({
      Name: this.name, Value: JSON.stringify(document), Type: 'String', Overwrite: true,
    }), { abortSignal: AbortSignal.timeout(8000) });
  }

  close(): void {
    this.client.destroy();
  }
}
