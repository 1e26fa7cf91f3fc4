"""What do the customers and agents of the sample write, in English, Italian and Romanian?"""

from __future__ import annotations

Phrases = dict[str, tuple[str, ...]]
"""By language or topic, what may be said."""

ORGANIZATIONS = (
    "Hartley, Webb & Sons",
    "Caffè Aurora",
    "Brăila Logistics",
    "Officine Zanetti",
    "Northgate Dental",
    "Farmacia Sănătatea",
    "Willow & Pine",
    "Società Agricola Verdi",
    "Timiș Software",
    "Castlefield Books",
    "Pasticceria Niccolò",
    "Țesături Ardeal",
    "Blue Harbour Hotels",
    "Studio Legale Città",
    "Peak Cycling Co.",
    "Grădina Urbană",
)

SUBJECTS: dict[str, Phrases] = {
    "en": {
        "login": ("Can't log in", "Password reset link expired", "Two-factor code never arrives"),
        "delivery": ("Where is my order?", "Parcel marked delivered", "Change delivery address"),
        "invoice": ("Wrong VAT on invoice", "Copy of an invoice", "Charged twice?"),
        "refund": ("Refund request", "Refund still missing", "Cancel and refund"),
        "bug": ("Export stops at 90%", 'Error "500" on save', "App crashes on start"),
        "upgrade": ("Upgrade to Pro", "More seats", "Question about plans"),
        "outage": ("Service down", "Nothing loads", "Is there an outage?"),
        "spam": ("Grow your traffic 10x!!!", "SEO offer", "You have won"),
        "test": ("test", "Test ticket, please ignore"),
    },
    "it": {
        "login": ("Non riesco ad accedere", "Password dimenticata", "Il codice non arriva"),
        "delivery": ("Dov'è il mio ordine?", "Pacco mai arrivato", "Cambio indirizzo"),
        "invoice": ("IVA errata in fattura", "Copia della fattura", "Addebito doppio"),
        "refund": ("Richiesta di rimborso", "Rimborso non ricevuto", "Annullare l'ordine"),
        "bug": ("L'esportazione si blocca", "Errore al salvataggio", "L'app si chiude"),
        "upgrade": ("Passare a Pro", "Altri utenti", "Domanda sui piani"),
        "outage": ("Servizio fermo", "Non si carica più niente", "C'è un guasto?"),
    },
    "ro": {
        "login": ("Nu mă pot conecta", "Am uitat parola", "Codul nu ajunge"),
        "delivery": ("Unde este comanda mea?", "Coletul nu a ajuns", "Schimbare adresă"),
        "invoice": ("TVA greșit pe factură", "Copie factură", "Plată dublă"),
        "refund": ("Cerere de rambursare", "Rambursare lipsă", "Anulare comandă"),
        "bug": ("Exportul se blochează", "Eroare la salvare", "Aplicația se închide"),
        "upgrade": ("Trecere la Pro", "Mai mulți utilizatori", "Întrebare despre planuri"),
        "outage": ("Serviciul nu merge", "Nu se încarcă nimic", "Este o pană?"),
    },
}

OPENINGS: Phrases = {
    "en": (
        "Hi, can you help?",
        "Hello,\nplease see the subject.",
        "This needs a look, thanks.",
        "Any idea what to do?",
    ),
    "it": ("Buongiorno, potete aiutarmi?", "Salve, serve un controllo.", "Così non va, grazie.", "Perché succede?"),
    "ro": ("Bună ziua, mă puteți ajuta?", "Salut, aveți o soluție?", "Vă rog să verificați.", "De ce se întâmplă?"),
}

MORE: Phrases = {
    "en": ("I tried that, same result.", "Here is the number you asked for.", "Yes, on both devices.", "And now?"),
    "it": ("Ho provato, è uguale.", "Ecco il numero richiesto.", "Sì, su tutti e due.", "E adesso?"),
    "ro": ("Am încercat, tot la fel.", "Acesta este numărul cerut.", "Da, pe ambele.", "Și acum?"),
}

NUDGES: Phrases = {
    "en": ("Any news?", "Still waiting...", "One more thing: it began today."),
    "it": ("Ci sono novità?", "Sto ancora aspettando...", "Aggiungo: è iniziato oggi."),
    "ro": ("Aveți noutăți?", "Încă aștept...", "Încă ceva: a început azi."),
}

AGAIN: Phrases = {
    "en": ("It is back, sorry.", "That did not hold, please reopen.", "The same problem again."),
    "it": ("È tornato, purtroppo.", "Non ha retto, riaprite per favore.", "Di nuovo lo stesso problema."),
    "ro": ("A revenit, din păcate.", "Nu a ținut, vă rog redeschideți.", "Din nou aceeași problemă."),
}

THANKS: Phrases = {
    "en": ("Thank you!", "Perfect, thanks.", "Great 👍"),
    "it": ("Grazie mille!", "Perfetto, grazie.", "Ottimo 👍"),
    "ro": ("Mulțumesc!", "Perfect, mulțumesc.", "Super 👍"),
}

ASKS: Phrases = {
    "en": (
        "Could you send the reference?",
        "Since when does it happen?",
        "Have you tried again?",
        "Let me check that.",
    ),
    "it": ("Può inviare il riferimento?", "Da quando succede?", "Ha riprovato?", "Verifico subito."),
    "ro": ("Îmi trimiteți referința?", "De când se întâmplă?", "Ați încercat din nou?", "Verific imediat."),
}

SETTLES: Phrases = {
    "en": (
        "All set now.",
        "Fixed on our side.",
        "Done, you will get a confirmation.",
        "Please follow the link we sent.",
    ),
    "it": ("Ora è tutto a posto.", "Risolto da parte nostra.", "Fatto, riceverà conferma.", "Segua il link inviato."),
    "ro": ("Acum este în regulă.", "Am rezolvat la noi.", "Gata, veți primi confirmarea.", "Urmați linkul trimis."),
}

CHECKS_IN: Phrases = {
    "en": ("Just checking: did that help?", "Our engineers are still on it."),
    "it": ("Solo un controllo: è servito?", "I tecnici ci stanno lavorando."),
    "ro": ("Doar verific: a fost de ajuns?", "Colegii tehnici încă lucrează."),
}

BOT: Phrases = {
    "en": ("We got your message, a person will answer.", "Hi! I'm the assistant. One moment."),
    "it": ("Abbiamo ricevuto il messaggio, risponderà una persona.", "Ciao! Sono l'assistente. Un attimo."),
    "ro": ("Am primit mesajul, vă răspunde un coleg.", "Bună! Sunt asistentul. Un moment."),
}

NOTES = ("See the ticket of last week.", "Asked the warehouse.", "VIP, be quick.", "Known bug, fix is coming.")
REOPENED = "Ticket reopened by the customer."
SPAM_TEXT = ("Dear sir, click here.", "Best prices, limited offer!", "Congratulations, claim now.")

PRAISE: Phrases = {
    "en": ("Quick and kind.", "Solved in minutes!", "Very clear, thank you.", "Great help from the agent."),
    "it": ("Veloci e gentili.", "Risolto in pochi minuti!", "Molto chiaro, grazie.", "È stato perfetto."),
    "ro": ("Rapid și amabil.", "Rezolvat în câteva minute!", "Foarte clar, mulțumesc.", "Ajutor excelent."),
}

GRUMBLES: Phrases = {
    "en": ("Too slow.", "I had to ask three times.", "Not solved, and nobody called.", 'The answer was "wait".'),
    "it": ("Troppo lenti.", "Ho dovuto chiedere tre volte.", "Non è risolto.", "Perché così tanto tempo?"),
    "ro": ("Prea lent.", "A trebuit să întreb de trei ori.", "Nu este rezolvat.", "Am așteptat prea mult."),
}

OUTAGE_GRUMBLES: Phrases = {
    "en": ("Down for days and no word.", "The outage cost us a day."),
    "it": ("Fermi per giorni, nessuna notizia.", "Il guasto ci è costato un giorno."),
    "ro": ("Zile fără serviciu și fără vești.", "Pana ne-a costat o zi."),
}
