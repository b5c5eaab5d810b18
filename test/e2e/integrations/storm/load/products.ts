/**
 * The unit of each product costs so much: more digits than those who take it know, so that something is left over each
 * time. A wallet outside has eight decimals, credits are whole (one for 0.00001 USD, too), a card takes cents.
 */
export const PRODUCTS = {
  wallet: { id: 'storm-wallet', unit_price: '0.00200000001', currency: 'CREDIT' },
  credits: { id: 'storm-credits', unit_price: '0.4', currency: 'CREDIT' },
  card: { id: 'storm-card', unit_price: '0.005', currency: 'USD' },
  anyhow: { id: 'storm-anyhow', unit_price: '0.005000003', currency: 'USD' },
} as const;
export type ProductName = keyof typeof PRODUCTS;
