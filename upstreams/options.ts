import { parseArgs } from 'node:util';
import { goesWith, httpUrl, number, oneOf, OptionError } from './option-values.js';
import { DEFAULT_SECRET } from './process/fake-process.js';
import { FAKES, type FakeName, type Generation, GENERATIONS } from './server/fake.js';

/** Where the platform runs them. */
const PORTS: Readonly<Record<FakeName, number>> = {
  product: 8215,
  wallet: 8208,
  payment: 8207,
  subscription: 8228,
};

const STRIPE_PORT = 12_111;
const CONSUL_PORT = 8500;
const SERVICE_URL = 'http://127.0.0.1:8241';

export const HELP = `npm run upstreams -- [options]

Starts fakes of the platform's product, wallet, payment and subscription services, each a process of its own, with a
little demo data, and prints how \`npm start\` uses them. Ctrl-C stops them; what they know is gone then.

  --only NAMES             some of product,wallet,payment,subscription
  --generation v1|v2       whose paths they have (v2); v1 had no subscription service
  --host HOST              the address to listen on (127.0.0.1)
  --product-port PORT      ${PORTS.product}
  --wallet-port PORT       ${PORTS.wallet}
  --payment-port PORT      ${PORTS.payment}
  --subscription-port PORT ${PORTS.subscription}
  --stripe                 Stripe instead of the payment service. A first charge: POST /api/v1/payment-methods with
                           {"user_id":"bob","token":"pm_card_visa"}, then usage of gpt-4o-mini, which is priced in USD
                           (the other demo products are priced in CREDIT, which no card pays)
  --stripe-port PORT       ${STRIPE_PORT}
  --service-url URL        where Stripe's events are told (${SERVICE_URL})
  --consul                 a Consul agent by which the service finds the others
  --consul-port PORT       ${CONSUL_PORT}
  --control-offset N       the control API, by which faults are ordered, is on each port plus N too (10000)
  --secret TEXT            what the payment service knows internal callers by (${DEFAULT_SECRET})
  --empty                  no demo data
  --help                   this

upstreams/README.md tells what they do and which faults can be ordered.`;

export interface Options {
  readonly fakes: readonly FakeName[];
  readonly generation: Generation;
  readonly host: string;
  readonly ports: Readonly<Record<FakeName, number>>;
  readonly controlOffset: number;
  readonly secret: string;
  readonly isEmpty: boolean;
  /** Null: not asked for. */
  readonly stripePort: number | null;
  /** Null: not asked for. */
  readonly consulPort: number | null;
  /** Where the service is that is told Stripe's events. */
  readonly serviceUrl: string;
}

/** Null: help is asked for. Throws an `OptionError` whose message names what is wrong. */
export function readOptions(given: readonly string[]): Options | null {
  const values = readValues(given);
  if (values.help) return null;
  goesWith(values, 'stripe', ['stripe-port', 'service-url']);
  goesWith(values, 'consul', ['consul-port']);
  const options = optionsOf(values);
  if (options.fakes.length === 0 && options.stripePort === null) {
    throw new OptionError(`There is nothing to start: ${options.generation} had no subscription service.`);
  }
  const tooHigh = options.fakes.find((name) => options.ports[name] + options.controlOffset > 65_535);
  if (tooHigh !== undefined) {
    throw new OptionError(`--${tooHigh}-port plus --control-offset must be at most 65535.`);
  }
  return options;
}

function readValues(given: readonly string[]) {
  const text = { type: 'string' } as const;
  const config = {
    args: [...given],
    options: {
      only: text,
      generation: text,
      host: text,
      'product-port': text,
      'wallet-port': text,
      'payment-port': text,
      'subscription-port': text,
      'control-offset': text,
      secret: text,
      stripe: { type: 'boolean' },
      'stripe-port': text,
      'service-url': text,
      consul: { type: 'boolean' },
      'consul-port': text,
      empty: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  } as const;
  try {
    return parseArgs(config).values;
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function optionsOf(values: ReturnType<typeof readValues>): Options {
  const generation = oneOf('--generation', GENERATIONS, values.generation ?? 'v2');
  const named = new Set(values.only?.split(',').map((name) => oneOf('--only', FAKES, name)) ?? FAKES);
  return {
    fakes: [...named].filter(
      (name) =>
        (name !== 'subscription' || generation === 'v2') && (name !== 'payment' || values.stripe !== true),
    ),
    generation,
    host: values.host ?? '127.0.0.1',
    ports: {
      product: number('--product-port', values['product-port'], PORTS.product),
      wallet: number('--wallet-port', values['wallet-port'], PORTS.wallet),
      payment: number('--payment-port', values['payment-port'], PORTS.payment),
      subscription: number('--subscription-port', values['subscription-port'], PORTS.subscription),
    },
    controlOffset: number('--control-offset', values['control-offset'], 10_000),
    secret: values.secret ?? DEFAULT_SECRET,
    isEmpty: values.empty ?? false,
    stripePort: values.stripe ? number('--stripe-port', values['stripe-port'], STRIPE_PORT) : null,
    consulPort: values.consul ? number('--consul-port', values['consul-port'], CONSUL_PORT) : null,
    serviceUrl: httpUrl('--service-url', values['service-url'] ?? SERVICE_URL),
  };
}
