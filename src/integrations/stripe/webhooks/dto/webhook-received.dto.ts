/** The event is kept; what follows from it is done in the background. */
export class WebhookReceivedDto {
  /**
   * Always true.
   * @example true
   */
  received: boolean;
}
