import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { RemoteStanding } from '../../../engine/remote-standing.js';
import { REMOTE_PAYERS, type RemotePayers } from '../../../integrations/payer/remote-payers.js';

/** Lets decisions see which payers can be called: the engine knows none of them. */
@Injectable()
export class PayerStanding implements OnModuleInit {
  constructor(
    @Inject(RemoteStanding) private readonly standing: Pick<RemoteStanding, 'follow'>,
    @Inject(REMOTE_PAYERS) private readonly payers: RemotePayers,
  ) {}

  onModuleInit(): void {
    this.standing.follow({
      isAvailable: (method) => this.payers.isAvailable(method),
      denomination: (method, currency) => this.payers.payerOf(method)?.units?.(currency) ?? null,
    });
  }
}
