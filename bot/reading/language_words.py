"""Small words by language, folded.

A word in two lists speaks for both, so it decides nothing between them.
"""

from __future__ import annotations

from typing import Final

from bot.reading.words import word_list

FRENCH: Final = frozenset(
    word_list("""
j je tu il elle nous vous ils elles on me te se ce cet cette ces ca cela mon ma mes ton ta tes son sa ses
votre vos notre nos leur leurs le la les un une des du de d l au aux et ou ni donc car mais que qu qui quoi
dont quand comment combien pourquoi lequel pas plus jamais rien ne n y en si c s est es suis sont etes sommes
etait etais etaient sera serait ai as a avons avez ont avais avait aurais aurait fait faire fais faites peux
peut peuvent pouvez pouvons pourrais pourrait pourrai pourriez voudrais voudrait veux veut voulez vouloir dois
doit devez devrais doivent vais va allez vont aller viens vient sais sait savez savoir crois pense comprends
compris comprend paye payer paie paies payez paiement paiements paierai payerai regler regle reglement
rembourser remboursement verser versement dette dettes facture factures argent sous compte solde montant reste
echeance mensualite mensualites delai prelevement virement cheque espece especes banque loyer salaire chomage
retraite impaye impayes mois semaine semaines jour jours annee an ans demain aujourd hui hier matin soir
maintenant bientot avec sans pour par dans sur chez entre apres avant depuis pendant toujours encore aussi
tres trop peu beaucoup bien mal mieux moins assez presque oui bonjour bonsoir salut coucou merci pardon
excusez desole desolee voila voici ici comme alors tout tous toute toutes chaque quelqu quelque chose personne
moi toi lui eux fois premier deux trois quatre cinq sept huit neuf dix onze douze quinze vingt trente quarante
cinquante soixante cent mille moitie tiers fin debut milieu travail boulot emploi licencie
licenciee perdu recu recue lettre courrier adresse naissance nee malade maladie hopital enceinte mari femme
enfant enfants mere pere fils fille frere soeur parent parents decede decedee deces mort morte veuf veuve
divorce separe accord parler parle parlez humain conseiller conseillere appeler appelez rappeler rappelez
laissez laisser tomber arretez arreter annuler changer recommencer repetez repeter aide aider besoin aimerais
souhaite prefere accepte refuse conteste francais francaise anglais langue revoir journee soiree bonne bon
droits donnees supprimer plainte escroquerie arnaque justice huissier lundi mardi mercredi jeudi vendredi
samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre possible
impossible moyen moyens difficile probleme gens meme autre autres quel quelle quels quelles vraiment juste
seulement numero nom prenom somme frais chiffre donner donnez donne envoyer envoyez envoie explique expliquez
demande demander demandez contrat dossier releve origine taux interets remise effacer baisser augmenter
reporter decaler suspendre echelonner etaler solder versements madame monsieur appelle habite tuteur tutelle
curatelle epoux epouse conjoint voisin hospitalise handicap surendettement commission rendez vous-meme pouvoir
devoir avoir etre mettre prendre trouver sinon ainsi lors afin ceci dessus livre livraison livree resilie
resilier resiliation abonnement box forfait electricite colis panne rembourse remboursez usurpation jsuis
jpeux jpeu jpx jsui chui jveux jvais jai ya yapa keske kesk koi ki pk pkoi pq pcq psk parce jsp vs ns slt bjr
bsr tkt mdr cv dsl ke kan tjs tjrs jms dacc dak ouais ouai ouep nan nn mnt ajd auj bcp rdv vrmt qd pv jte jle
moin cest ct eske kel komen svp stp pa plu jamai tt tte bonj bjour mme ete mrc wesh
""")
)

ENGLISH: Final = frozenset(
    word_list("""
i u r you he she we they it this that these those my your his her our their mine yours the a an and or but if
so because than of to in on at by for from with without about into over under after before since until am is
are was were be been being have has had having do does did don doesn didn isn wasn aren haven hasn won wouldn
couldn shouldn can could cannot will would should shall may might must not no yes yeah yep yup nope never
nothing none something someone anyone what who which when where why how much many whose owe owed owing owes
pay paying paid pays payment payments payed debt debts bill bills money month months week weeks day days today
tomorrow tonight yesterday morning evening now later soon please thanks thank cheers sorry hello hi hey bye
goodbye good fine great okay help me him us them want wants need needs needed like get got getting give gave
make made know knew think thought lost job work working worked sick ill hospital pregnant letter account
balance amount number name date birth speak talk call phone human person agent leave alone each every per more
less too very just only still already again back then there here one two three four five six seven eight nine
ten twelve twenty thirty forty fifty sixty hundred thousand pound pounds quid half third quarter husband wife
kids child children mother father mum dad son daughter brother sister died dead passed away divorced separated
afford manage spread split instalments instalment installment plan monthly weekly owner offer settle
settlement lower cheaper high received wrong right dispute scam fraud complaint complain court bailiff rights
data delete remove changed change cancel understand understood repeat explain english french language mean say
said tell told ask asked let lets go going gone come monday tuesday wednesday thursday friday saturday sunday
january february march april june july august september october november december end next last first few lot
bit anything everything way time card cards statement statements send sent email text texting texted texts
details invoice receipt charged charge charges interest fees fee refund refunded complaints department
supervisor manager advisor adviser customer service transfer deceased identity stolen theft fake dodgy born
birthday postcode house rent wages benefits redundant bankrupt bankruptcy insolvent depressed anxiety cancer
surgery funeral outstanding arrears overdue settled goods faulty delivered delivery order ordered returned
store catalogue loan energy broke skint struggling struggle unable able wait waiting hold hear heard read
write wrote show check checked find found keep kept put possible impossible sure course alright fair enough
nice best better worse bad hate love hope feel mate guys whoever whom both such through between against during
while once whether though although unless yet ever really actually maybe perhaps also even same other another
pls plz thx ty cant dont wont im ive id idk wanna gonna gotta dunno tho cuz coz cos bcoz wat wot wud cud shud
thats whats hows isnt wasnt arent havent hasnt doesnt didnt couldnt wouldnt lemme m8 tmrw tmr gd mrng rn
""")
)

# Words of the other languages heard most where debts are collected in France and Britain.
THIRD: Final = frozenset(
    word_list("""
hola gracias por favor buenos buenas dias tardes noches quiero puedo puede pagar pago tengo tiene dinero deuda
deudas cuanto cuando donde como estoy soy esta este eso esa usted ustedes ahora manana hoy pero porque muy
tambien hablar hablo ingles espanol necesito ayuda trabajo nada los las el una para con sin al yo su mis sus
mi que no si es son del lo le la en de un se me te ya hay ser fue hallo guten tag morgen danke bitte ich bin
habe hab kann konnen nicht kein keine zahlen bezahlen geld schulden schuld rechnung wie viel warum heute und
oder aber mit ohne fur von zu der die das ein eine einen ist sind wir sie ihr mein meine deutsch sprechen
spreche arbeit hilfe wo bist du wer hast auto haus bekommen brief den dem des er nach auf mich mir was wann
nur noch schon sehr gut nein ja ciao buongiorno buonasera grazie prego voglio posso puo pagare soldi debito
debiti quanto quando dove perche sono ho hai non di che il gli oggi domani lavoro aiuto italiano parlo parlare
parla mio mia questo questa anche molto della per come cosa euro nel ola obrigado obrigada bom boa dia noite
quero dinheiro divida tenho nao sim voce eu meu minha hoje amanha ajuda falar falo portugues muito preciso com
sem uma isso isto estou foi um os as da do na em mais mas goedemorgen goedemiddag dank alstublieft ik ben heb
kan niet geen betalen hoeveel waarom vandaag wij zij mijn het een maar werk wat ook nog dzien dobry dziekuje
prosze nie mam moge zaplacic pieniedzy dlug jestem ile dlaczego jak jest tak buna ziua multumesc vreau platesc
nu am bani datorie cat sunt pot sa cu pe merhaba tesekkurler odemek borc kadar yok istiyorum nasil bir ve icin
var salam salaam marhaba shukran wallah
""")
)

# Said in many languages: alone they are no reason to follow.
BORROWED: Final = frozenset(
    word_list("""
yes yeah yep no hello hi hey bye please thanks sorry cool help good fine great go plan date week end number
human ta pardon merci non si a y on me email text service box transfer commission
""")
)
