"""Invented people's names by region, in Latin letters and, for a share of them, in the letters of the region too."""

from typing import Final, NamedTuple

Pair = tuple[str, str]  # in Latin letters, in the region's own; the second may be empty


class Region(NamedTuple):
    given: tuple[Pair, ...]
    family: tuple[Pair, ...]


def _pairs(latin: str, own: str = "") -> tuple[Pair, ...]:
    one, other = latin.split(), own.split()
    return tuple(zip(one, other or [""] * len(one), strict=True))


HINDI: Final = Region(
    _pairs(
        "Ramesh Sunita Anil Geeta Rajesh Meena Suresh Kavita Mahesh Pooja Dinesh Rekha Vijay Anita Mukesh Seema Arun"
        " Neha Ashok Usha Manoj Kiran Sanjay Asha",
        "रमेश सुनीता अनिल गीता राजेश मीना सुरेश कविता महेश पूजा दिनेश रेखा विजय अनीता मुकेश सीमा अरुण नेहा अशोक उषा"
        " मनोज किरण संजय आशा",
    ),
    _pairs(
        "Sharma Verma Gupta Singh Yadav Mishra Tiwari Pandey Kumar Chauhan Saxena Rawat Meena Prasad Sahu Thakur",
        "शर्मा वर्मा गुप्ता सिंह यादव मिश्रा तिवारी पांडेय कुमार चौहान सक्सेना रावत मीणा प्रसाद साहू ठाकुर",
    ),
)
MARATHI: Final = Region(
    _pairs(
        "Sachin Vaishali Nitin Swati Prakash Manisha Ganesh Sneha Santosh Madhuri Tushar Archana Vinayak Jyoti Amol"
        " Sarika",
        "सचिन वैशाली नितीन स्वाती प्रकाश मनीषा गणेश स्नेहा संतोष माधुरी तुषार अर्चना विनायक ज्योती अमोल सारिका",
    ),
    _pairs(
        "Patil Deshmukh Kulkarni Jadhav Shinde Pawar More Gaikwad Joshi Kale Bhosale Chavan Naik Sawant",
        "पाटील देशमुख कुलकर्णी जाधव शिंदे पवार मोरे गायकवाड जोशी काळे भोसले चव्हाण नाईक सावंत",
    ),
)
KANNADA: Final = Region(
    _pairs(
        "Ramesh Lakshmi Manjunath Savitha Nagaraj Shobha Mahadeva Roopa Basavaraj Asha Shivakumar Kavya Prakash Sumathi"
        " Girish Vanitha",
        "ರಮೇಶ್ ಲಕ್ಷ್ಮಿ ಮಂಜುನಾಥ್ ಸವಿತಾ ನಾಗರಾಜ್ ಶೋಭಾ ಮಹದೇವ ರೂಪಾ ಬಸವರಾಜ್ ಆಶಾ ಶಿವಕುಮಾರ್ ಕಾವ್ಯ ಪ್ರಕಾಶ್ ಸುಮತಿ ಗಿರೀಶ್ ವನಿತಾ",
    ),
    _pairs(
        "Gowda Rao Hegde Shetty Patil Naik Bhat Murthy Reddy Kulkarni Achar Swamy",
        "ಗೌಡ ರಾವ್ ಹೆಗಡೆ ಶೆಟ್ಟಿ ಪಾಟೀಲ್ ನಾಯ್ಕ್ ಭಟ್ ಮೂರ್ತಿ ರೆಡ್ಡಿ ಕುಲಕರ್ಣಿ ಆಚಾರ್ ಸ್ವಾಮಿ",
    ),
)
TAMIL: Final = Region(
    _pairs(
        "Murugan Selvi Karthik Meenakshi Senthil Kavitha Kumar Revathi Rajan Malathi Saravanan Vasanthi Arul Devi",
        "முருகன் செல்வி கார்த்திக் மீனாட்சி செந்தில் கவிதா குமார் ரேவதி ராஜன் மாலதி சரவணன் வசந்தி அருள் தேவி",
    ),
    _pairs(
        "Subramanian Natarajan Krishnan Pandian Raman Ganesan Perumal Velu Arumugam Shanmugam Palani Mani",
        "சுப்பிரமணியன் நடராஜன் கிருஷ்ணன் பாண்டியன் ராமன் கணேசன் பெருமாள் வேலு ஆறுமுகம் சண்முகம் பழனி மணி",
    ),
)
TELUGU: Final = Region(
    _pairs(
        "Venkatesh Lakshmi Srinivas Padma Ravi Sujatha Nagesh Sailaja Krishna Anitha Ramana Swapna Prasad Vijaya",
        "వెంకటేష్ లక్ష్మి శ్రీనివాస్ పద్మ రవి సుజాత నగేష్ శైలజ కృష్ణ అనిత రమణ స్వప్న ప్రసాద్ విజయ",
    ),
    _pairs(
        "Reddy Rao Naidu Chowdary Raju Varma Sharma Goud Babu Murthy Prasad Kumar",
        "రెడ్డి రావు నాయుడు చౌదరి రాజు వర్మ శర్మ గౌడ్ బాబు మూర్తి ప్రసాద్ కుమార్",
    ),
)
BENGALI: Final = Region(
    _pairs(
        "Subhash Mita Amit Rina Tapan Soma Sujit Ruma Prabir Mala Dipak Kakali Gautam Shikha",
        "সুভাষ মিতা অমিত রিনা তপন সোমা সুজিত রুমা প্রবীর মালা দীপক কাকলি গৌতম শিখা",
    ),
    _pairs(
        "Das Ghosh Banerjee Mukherjee Chatterjee Roy Sen Saha Mondal Dutta Pal Biswas",
        "দাস ঘোষ ব্যানার্জী মুখার্জী চ্যাটার্জী রায় সেন সাহা মণ্ডল দত্ত পাল বিশ্বাস",
    ),
)
GUJARATI: Final = Region(
    _pairs("Jignesh Hetal Bharat Nisha Paresh Daksha Kalpesh Bhavna Hitesh Jagruti Ketan Varsha"),
    _pairs("Patel Shah Mehta Desai Parmar Solanki Chauhan Vaghela Trivedi Rathod Makwana Joshi"),
)
PUNJABI: Final = Region(
    _pairs("Gurpreet Harjit Manpreet Sukhwinder Jaswinder Balwinder Kulwant Paramjit Rajinder Amarjit Navdeep Simran"),
    _pairs("Singh Kaur Gill Sidhu Dhillon Sandhu Grewal Brar Bajwa Sharma"),
)
ODIA: Final = Region(
    _pairs("Bijay Sasmita Prasanta Sabita Rabindra Mamata Sarat Puspa Niranjan Lipika Santanu Jharana"),
    _pairs("Sahoo Behera Nayak Mohanty Das Pradhan Jena Mishra Panda Swain Rout Patra"),
)
MALAYALAM: Final = Region(
    _pairs("Biju Sreeja Rajeev Bindu Suresh Latha Anoop Jaya Shaji Mini Vinod Sindhu Thomas Mariamma"),
    _pairs("Nair Menon Pillai Varghese Kurian Thomas Nambiar Panicker George Mathew Das Kumar"),
)
ASSAMESE: Final = Region(
    _pairs("Bhaskar Junmoni Dipankar Mousumi Hemanta Rupali Pranab Nabanita Ranjit Anjali Lohit Bornali"),
    _pairs("Bora Saikia Das Kalita Gogoi Deka Hazarika Baruah Boro Sarma"),
)
HILLS: Final = Region(
    _pairs("Lalrin Thoiba Kevi Mary John Ibemhal Tashi Daniel Esther Nima Samuel Temjen"),
    _pairs("Sangma Lyngdoh Ao Singh Devi Lepcha Debbarma Pertin Khongwir Ralte Bhutia Marak"),
)
KASHMIRI: Final = Region(
    _pairs("Bashir Shabnam Tariq Rubina Farooq Nasreen Imtiyaz Shaheena Ghulam Rifat Stanzin Dolma"),
    _pairs("Bhat Dar Lone Wani Mir Khan Sheikh Rather Sharma Angmo"),
)

# By the first letters of a state's name in the directory, in capitals; all others read and write Hindi.
BY_STATE: Final[dict[str, Region]] = {
    "KARNATAKA": KANNADA,
    "TAMIL": TAMIL,
    "PUDUCHERRY": TAMIL,
    "ANDHRA": TELUGU,
    "TELANGANA": TELUGU,
    "WEST BENGAL": BENGALI,
    "TRIPURA": BENGALI,
    "ANDAMAN": BENGALI,
    "MAHARASHTRA": MARATHI,
    "GOA": MARATHI,
    "GUJARAT": GUJARATI,
    "DADRA": GUJARATI,
    "THE DADRA": GUJARATI,
    "DAMAN": GUJARATI,
    "PUNJAB": PUNJABI,
    "CHANDIGARH": PUNJABI,
    "ODISHA": ODIA,
    "ORISSA": ODIA,
    "KERALA": MALAYALAM,
    "LAKSHADWEEP": MALAYALAM,
    "ASSAM": ASSAMESE,
    "MEGHALAYA": HILLS,
    "NAGALAND": HILLS,
    "MANIPUR": HILLS,
    "MIZORAM": HILLS,
    "ARUNACHAL": HILLS,
    "SIKKIM": HILLS,
    "NORTH EAST": HILLS,
    "JAMMU": KASHMIRI,
    "LADAKH": KASHMIRI,
}


def region_of(state: str) -> Region:
    """The region of a state's or a circle's name."""
    wanted = state.upper()
    return next((region for start, region in BY_STATE.items() if wanted.startswith(start)), HINDI)
