import { requestWords } from "./request-words.ts";

/**
 * Words that carry no column, group or value of any domain. A word of a question that is neither here, nor in the
 * domain's lexicon, nor a cue of the grammar is something the data may not hold, and the analyst says so instead of
 * leaving it out of its reading.
 */
const text = `
relative relatively extra additional another convince persuade motivate encourage nudge bump pretend push bring brought win won lure tip tips hint hints special fifth sixth seventh eighth ninth tenth lovers lover backwards afterwards him his hers effective promising idea ideas measures again top
absolute raw remove removed reverse reversed flip undo ignore ignoring clear differently else instead meant
n d m s e i g itself themselves himself ago together understand o'clock oclock quantify linear linearly recorded calendar
hardly according bound bounds rewarding reward rewards notify notifying orphaned content track slash
a an the this that these those it its they them their theirs he she his her we us our ours you your yours i me my mine
one ones someone somebody anyone anybody everyone everybody nobody who whom whose which what when where why how
is are was were be been being am do does did done doing have has had having will would shall should can could may might must
not no nor none never neither and or but if then else than as so such too very just only even also still yet again already
of in on at by for from to into onto with without within between among across per over under above below up down out off
about around near through during before after since until till against toward towards along beyond despite
there here now today currently present current recent recently lately soon ever always often usually sometimes rarely mostly mainly
all any each every both either some many much more most less least few fewer fewest several enough other others another same different
first second third last next previous top bottom best worst high higher highest low lower lowest big bigger biggest large larger largest
small smaller smallest great greater greatest good better bad worse strong stronger strongest weak weaker weakest key main major minor
average mean median typical typically normal usual overall general total sum count number numbers amount figure figures rate rates ratio share percentage percent proportion fraction
score scores level levels value values range ranges group groups segment segments bucket buckets band bands category categories kind kinds type types class set sets part parts
user users customer customers people person member members account accounts base population audience crowd folks individual individuals cohort
show tell give list find get see look display print return fetch pull compute calculate plot chart graph draw visualize visualise table
explain describe summarize summarise summary compare comparison break breakdown split rank ranking sort order order distribution histogram
know think want need like let lets please thanks thank help hey hi hello ok okay yes yeah sure maybe really actually basically simply exactly
affect affects effect effects impact impacts influence influences matter matters drive drives driver drivers driving cause causes caused predict predicts predictor predictors prediction predictions predictive
relate related relation relationship relationships correlate correlated correlation correlations association associated link linked connection depend depends
change changes changed changing increase increases increased increasing decrease decreases decreased raise raises raised rise rises improve improves improved improvement improving reduce reduces reduced boost boosts lift lifts lifting uplift grow grows growth drop drops dropped fall falls fell gain gains
difference differences differ differs differentiate distinguish separate separates apart gap gaps versus vs compared
mean means meaning define defined defines definition definitions term stand stands
happen happens happened occur going go goes come comes came make makes made take takes took keep keeps kept use uses used using work works working turn turns turned
tend tends tendency seem seems look looks appear appears exist exists
reason reasons factor factors feature features variable variables column columns field fields attribute attributes metric metrics measure measures statistic statistics stats data dataset datasets information info table tables record records row rows
question questions answer answers insight insights analysis analyses analyze analyse report reports overview pattern patterns trend trends finding findings
time times day days week weeks month months year years hour hours minute minutes daily weekly monthly period date dates
model models machine learning ml ai algorithm accuracy accurate quality performance
would could if suppose assume assuming imagine scenario simulate simulation hypothetically
possible likely unlikely probably certain certainly clear clearly significant significantly significance statistically real truly true false
action actions step steps recommend recommends recommendation recommendations suggest suggestion suggestions advice advise intervention interventions strategy strategies tactic tactics lever levers idea ideas plan way ways option options thing things something anything everything nothing
target targets focus priority prioritize prioritise important importance role contribute contributes contribution contributions weigh weight
right wrong correct exact approx approximately roughly estimate estimated expected
more most please fully full whole entire complete completely detail details detailed deep quick quickly short brief briefly simple plain words
worth cost costs benefit benefits dollars dollar usd return roi pay pays paying off
old new young long short big far close early late fast slow
say says said call called name named mentioned identify spot notice detect observe indicate indicates suggest
actual real observed predicted forecast expected past future
vary varies variation spread deviation deviate consistent consistently
behave behaves behavior behaviors behaviour behaviours activity activities habit habits characteristic characteristics trait traits profile profiles archetype persona personas
particular specific certain given based terms case cases example examples instance
lot lots bit little quite rather fairly pretty somewhat slightly hugely massively substantially considerably
equal equals equally
start starts started begin begins stop stops stopped
ask asks asked wonder wondering curious interested interesting concern concerns concerned worry worried issue issues problem problems
belong belongs include includes included including exclude excludes excluded excluding except contain contains consist
across whether while because due thanks therefore thus hence however though although
top-performing performing perform performs performance
live living lives located latest newest missing threshold thresholds cutoff cut-off warning warnings sign signs convert converts converted converting conversion incentivize incentivizing incentivise incentivising encourage encouraging
avg mean max min vs pct std w o wo re please pls plz btw etc eg ie
retain retaining retains prevent preventing save saving win back stay staying leave leaving quit
play plays played playing mean matter set apart stand out stands distinguishes distinguish
widest narrowest broadest tightest prioritise riskier safer likelier rest behind accounts accounted losing lose lost persuade persuaded persuadable convince convinced approach uncertain uncertainty unsure sure least
rule rules reach reached reaching hit hits push pushing upgrade upgrading upgraded switch switched move moved moving
null nulls empty blank duplicate duplicates outlier outliers invalid malformed error errors
overfit overfitting overfitted underfit train training trained test testing held holdout validation rmse mae r2 auc recall precision r squared
sql query queries code csv export
odds chance chances likelihood probability probabilities risk risks risky
count counting totals tally sum sums add adds added adding up another
biggest smallest longest shortest oldest youngest fastest slowest
hi hello hey capabilities capability able
evidence proof source sources statistically noise random luck
everyone customers' user's users' customer's their
half double doubled doubling triple tripled twice halve halved
curve flatten flattens plateau saturate saturates diminishing returns
effective effectively efficient efficiently successful success
warn early later late first-month onboarding
ratio x times fold half quarter quarters quartile quartiles decile deciles percentile percentiles quintile quintiles tercile
interaction interactions interact
maximum minimum standard diff ci bins bin binned descriptive clean complete completeness calibrated calibration version versions single own
exceed exceeds exceeding older younger longer shorter older-than ascending descending alphabetically inputs input distributed skewed skewness variable
sense catch catches caught lose loses losing lost danger reward rewards rewarding send sending sent extra additional additionally plus minus
common commonly frequent frequently infrequent rare popular dominant prevalent respective respectively corresponding
half-life top-ranked ranked ranks order ordered sorted sorting filter filters filtered restrict restricted limited limit limits
evolve evolves evolved develop develops developed progress falling rising growing shrinking declining decline declines going
among amongst amid versus besides regarding concerning respect roughly nearly almost around circa
anything whichever whatever whoever thereof therein thereby whom
habit habits practice practices doing way ways deal
count counted counting amounts sized size sizes big
equal equals four five six equally evenly
goes gone went become becomes became becoming turn
pls kindly tnx thx cheers guys team-wide dear sir madam
exactly precisely specifically generally overall altogether
bring brings brought getting got gets obtain obtains receive receives received
meaningful meaningfully notable notably noticeable noticeably genuine genuinely substantial
correct corrected sorry meant instead rather
simulate simulated simulation simulating predict predicted predicting forecasts
flag flags flagged detects
fresh freshness refreshed updated up-to-date recently pipeline run runs ran rerun
pick picks picked choose chooses chosen select selected selecting
everyday
sure unsure
nr num qty reliable reliability trees tree rounds boosting fair fairness bias biased unbiased call generate generates function flatten tab
well raw corr points point joined cut cuts cutting weekday weekdays quarantine quarantined shrink shrinks half-time negative positive percentages
considered counts becoming tied trouble truth anybody anything
rows row entries entry
stack stacks up
worse worst
plain english
lead leads leading led once again cover covers covered coverage baseline baselines brier pinball scatter scatterplot net
quicker faster slower sooner earlier quickest fastest slowest portion portions boss gimme yo da mix mixes prefer prefers preferred headline broken optimal optimum ideal ideally sweet distinct unique kick kicks cover covering surprising surprise hand app platform site got gotten folk peep
appetite matrix matrices pairwise variance variances interquartile iqr sd heatmap random randomly interaction interactions interact flagged possible wrong wrongly oldest youngest longest shortest richest busiest bias underestimate underestimates underestimated overestimate overestimates overestimated under-predict over-predict underpredict overpredict underpredicts overpredicts optimistic pessimistic
until besides apart everybody's anyone's tell tells told wonder curious exec executive execs leadership board meeting deck slide slides qbr kpi kpis headline headlines wanna gonna lemme dunno
qty approx rough ballpark quick quickly summary snapshot figure out
headcount majority anyone payoff rely relies further outside hurt hurts harm harms cheapest
rose risen direction directions ends feed ids id history histories ahead perform performs performing
even compares comparing combine combined pair pairs apiece hold holds held holding replied reply replies respond responds responded unrated quantiles represented overrepresented underrepresented lasts lasting sustain sustains sustained
`;

export const commonWords: ReadonlySet<string> = new Set([...text.split(/\s+/).filter(Boolean), ...requestWords]);
