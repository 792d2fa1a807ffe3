/**
 * Words of business and of daily life that are no typing errors: mending them to a word of the domain that is written
 * alike ("paris" to "parts", "iphone" to "phone") would answer another question than the one that was asked.
 */
const text = `
android iphone iphones ios ipad macbook windows linux chrome safari firefox browser browsers watch watches smart smartwatch console television
january february march april june july august september october november december monday tuesday wednesday thursday friday saturday sunday
weather winter summer spring autumn season seasons holiday holidays christmas easter ramadan newsletter newsletters
paris london berlin tokyo madrid rome canada mexico germany france spain italy india china japan brazil europe asia africa australia
ticket tickets support complaint complaints refund refunds campaign campaigns channel channels ad-spend spend spending spent sponsor sponsors
competitor competitors market markets marketing sales seller-fee fee fees price prices pricing cost margin margins profit profits salary wage wages income
product products brand brands store stores shop shops shipping delivery deliveries order-id cart carts checkout invoice invoices coupon coupons discount discounts
school college university degree parents parent children child kids family families marriage married single-parent pets dog dogs cat cats
width height weight tall short-sighted health sick illness sleep happy happiness satisfied satisfaction nps csat survey surveys stress mood-swings
crash crashes bug bugs outage outages latency loading speed page pages website websites video videos photo photos stream streams watch-time
employee employees staff boss salesperson salespeople agent agents manager managers team teams company companies business businesses enterprise enterprises
city cities town towns county counties country countries street streets zip zipcode postcode
stock stocks share-price bitcoin crypto loan loans bank banks credit debt taxes
block blocked blocking report reported mute muted spam fraud fraudulent scam bots robot robots fake
facebook instagram twitter tiktok youtube netflix spotify tinder linkedin google amazon apple microsoft
president election politics policy law laws
acquisition retention-budget utm referrer cookie cookies landing banner banners
birthday birthdays wedding name names nickname
banana bananas apple-pie coffee pizza
color colour colors red green blue black white
talk talks talking gambling gamble gambler gamblers betting fans fan celebrity celebrities swift
`;

export const outsideWords: ReadonlySet<string> = new Set(text.split(/\s+/).filter(Boolean));
